package io.waybill.api.money;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.waybill.activities.id.Ids;
import io.waybill.activities.key.Caller;
import io.waybill.activities.ledger.Money;
import io.waybill.activities.usage.Usage;
import io.waybill.activities.usage.Usage.Place;
import io.waybill.api.error.ApiFailure;
import io.waybill.api.request.Parameters;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What the caller's money was spent on. */
@RestController
@Tag(name = "Money")
final class UsageController {

    private static final Set<String> FILTERS = Set.of("model", "batch_id", "from", "to");
    private static final Set<String> LOG_PARAMETERS =
            Set.of("model", "batch_id", "from", "to", "limit", "offset", "after");
    private static final int LIMIT_DEFAULT = 50;
    private static final int MODEL_CHARS_MAX = 200;
    private static final String CALL = "call_";
    private static final long NANOS_PER_CENT = 10_000_000;

    private final Usage usage;

    UsageController(Usage usage) {
        this.usage = usage;
    }

    @Operation(
            summary = "List requests that were charged",
            description = "Items of batches that succeeded and calls, newest first. Beyond an offset of 10,000 go on"
                    + " with after, the id of the last entry.")
    @GetMapping("/v1/usage/logs")
    List<LogView> logs(
            @Parameter(hidden = true) Caller caller,
            @RequestParam(required = false) @Nullable String model,
            @RequestParam(name = "batch_id", required = false) @Nullable String batchId,
            @Parameter(description = "Unix seconds or RFC 3339") @RequestParam(required = false) @Nullable String from,
            @Parameter(description = "The instant after the last") @RequestParam(required = false) @Nullable String to,
            @Parameter(description = "1 to 500, default 50") @RequestParam(required = false) @Nullable String limit,
            @Parameter(description = "0 to 10,000") @RequestParam(required = false) @Nullable String offset,
            @Parameter(description = "The id of an entry") @RequestParam(required = false) @Nullable String after,
            HttpServletRequest request) {
        Parameters.requireKnown(request, LOG_PARAMETERS);
        var filter = filter(model, batchId, from, to);
        var size = Parameters.number("limit", limit, LIMIT_DEFAULT, 1, Usage.LIMIT_MAX);
        var skip = Parameters.number("offset", offset, 0, 0, Usage.OFFSET_MAX);
        var before = after == null ? Place.NEWEST : place(after);
        return usage.logs(caller.accountId(), filter, before, skip, size).stream()
                .map(LogView::of)
                .toList();
    }

    @Operation(summary = "Sum what was used")
    @GetMapping("/v1/usage/summary")
    SummaryView summary(
            @Parameter(hidden = true) Caller caller,
            @RequestParam(required = false) @Nullable String model,
            @RequestParam(name = "batch_id", required = false) @Nullable String batchId,
            @Parameter(description = "Unix seconds or RFC 3339") @RequestParam(required = false) @Nullable String from,
            @Parameter(description = "The instant after the last") @RequestParam(required = false) @Nullable String to,
            HttpServletRequest request) {
        Parameters.requireKnown(request, FILTERS);
        return SummaryView.of(usage.byModel(caller.accountId(), filter(model, batchId, from, to)));
    }

    @Operation(summary = "Sum what was used by model", description = "The dearest first.")
    @GetMapping("/v1/usage/by-model")
    List<ModelView> byModel(
            @Parameter(hidden = true) Caller caller,
            @RequestParam(required = false) @Nullable String model,
            @RequestParam(name = "batch_id", required = false) @Nullable String batchId,
            @Parameter(description = "Unix seconds or RFC 3339") @RequestParam(required = false) @Nullable String from,
            @Parameter(description = "The instant after the last") @RequestParam(required = false) @Nullable String to,
            HttpServletRequest request) {
        Parameters.requireKnown(request, FILTERS);
        return usage.byModel(caller.accountId(), filter(model, batchId, from, to)).stream()
                .map(ModelView::of)
                .toList();
    }

    private static Usage.Filter filter(
            @Nullable String model, @Nullable String batchId, @Nullable String from, @Nullable String to) {
        if (model != null && (model.isEmpty() || model.length() > MODEL_CHARS_MAX || model.indexOf('\0') >= 0)) {
            throw ApiFailure.invalid("model", "model must have 1 to " + MODEL_CHARS_MAX + " characters");
        }
        var first = Parameters.instant("from", from);
        var end = Parameters.instant("to", to);
        if (first != null && end != null && !first.isBefore(end)) {
            throw ApiFailure.invalid("to", "to must be after from");
        }
        var batch = batchId == null
                ? null
                : Ids.parse(Ids.BATCH, batchId)
                        .orElseThrow(() -> ApiFailure.invalid("batch_id", "batch_id is not a batch id"));
        return new Usage.Filter(model, batch, first, end);
    }

    private static Place place(String after) {
        Optional<Place> place;
        if (after.startsWith(CALL)) {
            place = Ids.parse(CALL, after).map(id -> new Place(id, 0));
        } else {
            var parts = after.split(":", 2);
            place = parts.length == 2 && parts[1].matches("\\d{1,9}") && parts[0].startsWith(Ids.BATCH)
                    ? Ids.parse(Ids.BATCH, parts[0]).map(id -> new Place(id, Integer.parseInt(parts[1])))
                    : Optional.empty();
        }
        return place.orElseThrow(() -> ApiFailure.invalid(
                "after", "after is not the id of an entry; pass the id of the last entry of a page of this list"));
    }

    /** {@return whole cents, half a cent and more rounded up} */
    static long cents(long nanos) {
        return Math.floorDiv(nanos + NANOS_PER_CENT / 2, NANOS_PER_CENT);
    }

    /**
     * A request that was charged.
     *
     * @param batchId null for a call
     * @param customId null for a call
     * @param keyId null where it is not known
     * @param costCents rounded; {@code cost} is exact
     */
    @Schema(name = "UsageLog")
    record LogView(
            @JsonProperty("id") @Schema(example = "batch_0198c0ffee007000a000000000000002:0")
            String id,

            @JsonProperty("model") String model,
            @JsonProperty("input_tokens") long inputTokens,
            @JsonProperty("output_tokens") long outputTokens,
            @JsonProperty("cost_cents") long costCents,

            @JsonProperty("cost") @Schema(example = "0.00000014")
            String cost,

            @JsonProperty("refunded") @Schema(example = "0") String refunded,
            @JsonProperty("batch_id") @Nullable String batchId,
            @JsonProperty("custom_id") @Nullable String customId,
            @JsonProperty("key_id") @Nullable String keyId,
            @JsonProperty("created_at") long createdAt) {

        LogView {
            requireNonNull(id, "id");
            requireNonNull(model, "model");
            requireNonNull(cost, "cost");
            requireNonNull(refunded, "refunded");
        }

        static LogView of(Usage.Entry entry) {
            var source = entry.place().source();
            var batchId = entry.batch() ? Ids.render(Ids.BATCH, source) : null;
            return new LogView(
                    batchId == null
                            ? Ids.render(CALL, source)
                            : batchId + ":" + entry.place().index(),
                    entry.model(),
                    entry.inputTokens(),
                    entry.outputTokens(),
                    cents(entry.costNanos()),
                    Money.render(entry.costNanos()),
                    Money.render(entry.refundedNanos()),
                    batchId,
                    entry.customId(),
                    entry.keyId(),
                    entry.at().getEpochSecond());
        }
    }

    /** Totals; cents are rounded, {@code total_cost} is exact. */
    @Schema(name = "UsageSummary")
    record SummaryView(
            @JsonProperty("total_requests") long totalRequests,
            @JsonProperty("total_input_tokens") long totalInputTokens,
            @JsonProperty("total_output_tokens") long totalOutputTokens,
            @JsonProperty("total_cost_cents") long totalCostCents,

            @JsonProperty("total_cost") @Schema(example = "186.4")
            String totalCost) {

        SummaryView {
            requireNonNull(totalCost, "totalCost");
        }

        static SummaryView of(List<Usage.Total> totals) {
            var cost = totals.stream().mapToLong(Usage.Total::costNanos).sum();
            return new SummaryView(
                    totals.stream().mapToLong(Usage.Total::requests).sum(),
                    totals.stream().mapToLong(Usage.Total::inputTokens).sum(),
                    totals.stream().mapToLong(Usage.Total::outputTokens).sum(),
                    cents(cost),
                    Money.render(cost));
        }
    }

    /** Totals of a model; cents are rounded, {@code total_cost} is exact. */
    @Schema(name = "UsageByModel")
    record ModelView(
            @JsonProperty("model") String model,
            @JsonProperty("total_requests") long totalRequests,
            @JsonProperty("total_input_tokens") long totalInputTokens,
            @JsonProperty("total_output_tokens") long totalOutputTokens,
            @JsonProperty("total_cost_cents") long totalCostCents,

            @JsonProperty("total_cost") @Schema(example = "99")
            String totalCost) {

        ModelView {
            requireNonNull(model, "model");
            requireNonNull(totalCost, "totalCost");
        }

        static ModelView of(Usage.Total total) {
            return new ModelView(
                    total.model(),
                    total.requests(),
                    total.inputTokens(),
                    total.outputTokens(),
                    cents(total.costNanos()),
                    Money.render(total.costNanos()));
        }
    }
}
