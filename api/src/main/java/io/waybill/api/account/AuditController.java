package io.waybill.api.account;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.waybill.activities.operator.Acts;
import io.waybill.api.error.ApiFailure;
import io.waybill.api.request.Page;
import io.waybill.api.request.Parameters;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What operators did. */
@RestController
@Tag(name = "Operators")
final class AuditController {

    private static final String PREFIX = "act_";

    private final Acts acts;

    AuditController(Acts acts) {
        this.acts = acts;
    }

    @Operation(summary = "List administrative acts", description = "Newest first. What stands here is never changed.")
    @GetMapping("/v1/admin/audit")
    Page<ActView> list(
            @Parameter(description = "Acts that concerned this account")
                    @RequestParam(name = "account_id", required = false)
                    @Nullable
                    String accountId,
            @Parameter(description = "1 to 100, default 20") @RequestParam(required = false) @Nullable String limit,
            @Parameter(description = "last_id of the page before") @RequestParam(required = false) @Nullable
                    String after,
            HttpServletRequest request) {
        Parameters.requireKnown(request, Set.of("account_id", "limit", "after"));
        var size = Parameters.limit(limit, Acts.LIMIT_MAX);
        var found = acts.list(account(accountId), after == null ? Long.MAX_VALUE : cursor(after), size + 1);
        return Page.of(found.stream().map(ActView::of).toList(), size, ActView::id);
    }

    private static @Nullable UUID account(@Nullable String id) {
        if (id == null) {
            return null;
        }
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException _) {
            throw ApiFailure.invalid("account_id", "account_id is not the id of an account");
        }
    }

    private static long cursor(String after) {
        if (after.matches(PREFIX + "\\d{1,18}")) {
            return Long.parseLong(after.substring(PREFIX.length()));
        }
        throw ApiFailure.invalid("after", "after is not the id of an act; pass last_id of a page of this list");
    }

    /**
     * An act.
     *
     * @param accountId whom it concerned; null where nobody alone
     */
    @Schema(name = "AdminAct")
    record ActView(
            @JsonProperty("id") @Schema(example = "act_7") String id,

            @JsonProperty("object") @Schema(example = "admin_act")
            String object,

            @JsonProperty("act") @Schema(example = "debit") String act,
            @JsonProperty("operator_account_id") String operatorAccountId,
            @JsonProperty("operator_key_id") String operatorKeyId,
            @JsonProperty("account_id") @Nullable String accountId,
            @JsonProperty("reason") String reason,
            @JsonProperty("details") Map<String, String> details,
            @JsonProperty("reference") String reference,
            @JsonProperty("created_at") long createdAt) {

        ActView {
            requireNonNull(id, "id");
            requireNonNull(act, "act");
            details = Map.copyOf(details);
        }

        static ActView of(Acts.Act act) {
            var accountId = act.accountId();
            return new ActView(
                    PREFIX + act.id(),
                    "admin_act",
                    act.act(),
                    act.operator().accountId().toString(),
                    act.operator().keyId(),
                    accountId == null ? null : accountId.toString(),
                    act.reason(),
                    act.details(),
                    act.reference(),
                    act.createdAt().getEpochSecond());
        }
    }
}
