package io.waybill.api.account;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.waybill.activities.id.Ids;
import io.waybill.activities.key.Caller;
import io.waybill.activities.operator.Acts;
import io.waybill.activities.operator.Operator;
import io.waybill.activities.price.PriceLists;
import io.waybill.activities.price.PriceLists.NewList;
import io.waybill.activities.price.PriceLists.Price;
import io.waybill.activities.price.PriceLists.Published;
import io.waybill.activities.price.Unit;
import io.waybill.api.error.ApiFailure;
import io.waybill.api.request.JsonBody;
import io.waybill.api.request.Page;
import io.waybill.api.request.Parameters;
import io.waybill.workflows.batch.Lane;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Price lists. */
@RestController
@Tag(name = "Operators")
final class PriceListsController {

    private static final String PREFIX = "prices_";
    private static final int MODEL_CHARS_MAX = 200;
    private static final BigDecimal MULTIPLIER_MAX = new BigDecimal("100");

    private final PriceLists lists;
    private final FoundAccounts accounts;
    private final Acts acts;
    private final Clock clock;

    PriceListsController(PriceLists lists, FoundAccounts accounts, Acts acts, Clock clock) {
        this.lists = lists;
        this.accounts = accounts;
        this.acts = acts;
        this.clock = clock;
    }

    @Operation(
            summary = "Publish a price list",
            description = "It is never changed; another list is a new price. Batches that were made before keep theirs."
                    + " A list of an account goes before the general ones.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                                            schema = @Schema(implementation = NewPriceList.class))))
    @PostMapping(value = "/v1/admin/price-lists", consumes = MediaType.APPLICATION_JSON_VALUE)
    PriceListView publish(@Parameter(hidden = true) Caller caller, HttpServletRequest request) throws IOException {
        var asked = JsonBody.read(request, NewPriceList.class);
        var accountId = asked.accountId();
        var note = Reasons.of("note", asked.note());
        var validFrom = Parameters.instant("valid_from", asked.validFrom());
        if (validFrom != null && validFrom.isBefore(clock.instant())) {
            throw ApiFailure.invalid("valid_from", "valid_from must not be in the past: what was charged stays");
        }
        var list = new NewList(
                accountId == null ? null : accounts.find(accountId).id(),
                note,
                validFrom,
                prices(asked.prices()),
                multipliers(asked.multipliers()));
        if (list.prices().isEmpty() && list.multipliers().isEmpty()) {
            throw ApiFailure.invalid("prices", "a list has at least one price or one multiplier");
        }
        var published = acts.perform(
                new Operator(caller.accountId(), caller.keyId()),
                new Acts.Description("prices:" + Ids.next(clock), "publish_prices", list.accountId(), note),
                () -> lists.publish(list),
                done -> Map.of(
                        "list",
                        PREFIX + done.id(),
                        "valid_from",
                        done.validFrom().toString()));
        return PriceListView.of(published);
    }

    @Operation(summary = "List price lists", description = "Newest first.")
    @GetMapping("/v1/admin/price-lists")
    Page<PriceListView> list(
            @Parameter(description = "1 to 100, default 20") @RequestParam(required = false) @Nullable String limit,
            @Parameter(description = "last_id of the page before") @RequestParam(required = false) @Nullable
                    String after,
            HttpServletRequest request) {
        Parameters.requireKnown(request, Set.of("limit", "after"));
        var size = Parameters.limit(limit, PriceLists.LIMIT_MAX);
        var found = lists.list(after == null ? Long.MAX_VALUE : cursor(after), size + 1);
        return Page.of(found.stream().map(PriceListView::of).toList(), size, PriceListView::id);
    }

    private static long cursor(String after) {
        if (after.matches(PREFIX + "\\d{1,18}")) {
            return Long.parseLong(after.substring(PREFIX.length()));
        }
        throw ApiFailure.invalid("after", "after is not the id of a price list; pass last_id of a page of this list");
    }

    private static List<Price> prices(@Nullable List<PriceForm> forms) {
        if (forms == null) {
            return List.of();
        }
        if (forms.size() > PriceLists.PRICES_MAX) {
            throw ApiFailure.invalid("prices", "prices has at most " + PriceLists.PRICES_MAX + " entries");
        }
        var prices = new ArrayList<Price>();
        var seen = new HashSet<String>();
        for (var i = 0; i < forms.size(); i++) {
            var at = "prices[" + i + "].";
            var form = forms.get(i);
            var model = form.model();
            if (model == null || model.isBlank() || model.length() > MODEL_CHARS_MAX || model.indexOf('\0') >= 0) {
                throw ApiFailure.invalid(at + "model", at + "model must have 1 to " + MODEL_CHARS_MAX + " characters");
            }
            var unit = Arrays.stream(Unit.values())
                    .filter(known -> known.name().equals(form.unit()))
                    .findFirst()
                    .orElseThrow(() -> ApiFailure.invalid(
                            at + "unit", at + "unit must be one of " + Arrays.toString(Unit.values())));
            if (!seen.add(model + "\n" + unit)) {
                throw ApiFailure.invalid(at + "unit", at + "unit has a price for this model already");
            }
            var nanos = Amounts.nanos(at + "per_million", form.perMillion(), true);
            prices.add(new Price(model, unit, BigDecimal.valueOf(nanos, 9)));
        }
        return prices;
    }

    private static Map<Lane, BigDecimal> multipliers(@Nullable Map<String, String> asked) {
        var multipliers = new EnumMap<Lane, BigDecimal>(Lane.class);
        if (asked != null) {
            asked.forEach((name, text) -> {
                var lane = Arrays.stream(Lane.values())
                        .filter(known -> known.name().equals(name))
                        .findFirst()
                        .orElseThrow(() -> ApiFailure.invalid(
                                "multipliers", "multipliers are of " + Arrays.toString(Lane.values())));
                if (text == null || !text.matches("\\d{1,3}(\\.\\d{1,9})?")) {
                    throw ApiFailure.invalid("multipliers." + name, "a multiplier is a decimal string from 0 to 100");
                }
                var multiplier = new BigDecimal(text);
                if (multiplier.compareTo(MULTIPLIER_MAX) > 0) {
                    throw ApiFailure.invalid("multipliers." + name, "a multiplier is a decimal string from 0 to 100");
                }
                multipliers.put(lane, multiplier);
            });
        }
        return multipliers;
    }

    /** Body of a new list; null where left out. */
    @Schema(name = "NewPriceList")
    record NewPriceList(
            @JsonProperty("account_id") @Schema(description = "Whose prices; left out for all") @Nullable
            String accountId,

            @JsonProperty("note")
            @Schema(example = "prices of 2027", requiredMode = Schema.RequiredMode.REQUIRED)
            @Nullable
            String note,

            @JsonProperty("valid_from")
            @Schema(description = "Unix seconds or RFC 3339, not in the past; left out for at once")
            @Nullable
            String validFrom,

            @JsonProperty("prices") @Nullable List<PriceForm> prices,

            @JsonProperty("multipliers") @Schema(example = "{\"low\": \"0.4\"}") @Nullable
            Map<String, String> multipliers) {}

    /** A price. */
    @Schema(name = "NewPrice")
    record PriceForm(
            @JsonProperty("model") @Nullable String model,

            @JsonProperty("unit")
            @Schema(
                    allowableValues = {"item", "token", "output_token", "second", "megapixel", "file_fee", "storage_fee"
                    })
            @Nullable
            String unit,

            @JsonProperty("per_million") @Schema(example = "0.02") @Nullable
            String perMillion) {}

    /**
     * A list.
     *
     * @param accountId null where it is for all
     */
    @Schema(name = "PriceList")
    record PriceListView(
            @JsonProperty("id") @Schema(example = "prices_3")
            String id,

            @JsonProperty("object") @Schema(example = "price_list")
            String object,

            @JsonProperty("account_id") @Nullable String accountId,
            @JsonProperty("note") String note,
            @JsonProperty("valid_from") long validFrom,
            @JsonProperty("created_at") long createdAt) {

        PriceListView {
            requireNonNull(id, "id");
            requireNonNull(object, "object");
            requireNonNull(note, "note");
        }

        static PriceListView of(Published list) {
            UUID accountId = list.accountId();
            return new PriceListView(
                    PREFIX + list.id(),
                    "price_list",
                    accountId == null ? null : accountId.toString(),
                    list.note(),
                    list.validFrom().getEpochSecond(),
                    list.createdAt().getEpochSecond());
        }
    }
}
