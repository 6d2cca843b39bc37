package io.waybill.api.account;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.waybill.activities.id.Ids;
import io.waybill.activities.key.Caller;
import io.waybill.activities.ledger.Money;
import io.waybill.activities.operator.Acts;
import io.waybill.activities.operator.Operator;
import io.waybill.activities.refund.Refunds;
import io.waybill.activities.refund.Refunds.Refund;
import io.waybill.activities.refund.Refunds.Target;
import io.waybill.api.error.ApiError;
import io.waybill.api.error.ApiFailure;
import io.waybill.api.idempotency.Answer;
import io.waybill.api.idempotency.Idempotency;
import io.waybill.api.idempotency.TakesIdempotencyKey;
import io.waybill.api.request.JsonBody;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Giving back what items cost. */
@RestController
@Tag(name = "Operators")
final class RefundsController {

    private final Refunds refunds;
    private final Acts acts;
    private final Idempotency idempotency;
    private final JsonMapper mapper;

    RefundsController(Refunds refunds, Acts acts, Idempotency idempotency, JsonMapper mapper) {
        this.refunds = refunds;
        this.acts = acts;
        this.idempotency = idempotency;
        this.mapper = mapper;
    }

    @TakesIdempotencyKey
    @Operation(
            summary = "Refund an item or a batch",
            description = "An item is named by custom_id or by index; without both every item of the batch that was"
                    + " captured and not refunded yet is refunded. An item is refunded once, by what it cost.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                                            schema = @Schema(implementation = NewRefund.class))))
    @ApiResponse(
            responseCode = "200",
            description = "The refund",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                            schema = @Schema(implementation = RefundView.class)))
    @PostMapping(value = "/v1/admin/refunds", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> refund(@Parameter(hidden = true) Caller caller, HttpServletRequest request)
            throws IOException {
        var body = JsonBody.read(request);
        var asked = JsonBody.parse(body, NewRefund.class);
        var target = target(asked);
        var reason = Reasons.of(asked.reason());
        var batchId = Ids.render(Ids.BATCH, target.batchId());
        var answer = idempotency.once(caller, request, body, id -> {
            var refund = acts.perform(
                    new Operator(caller.accountId(), caller.keyId()),
                    new Acts.Description("refund:" + id, "refund", null, reason),
                    () -> refund(id, target, reason, batchId),
                    done -> Map.of(
                            "account_id", done.accountId().toString(),
                            "amount", Money.render(done.amountNanos()),
                            "batch_id", batchId,
                            "items", Long.toString(done.items())));
            return Answer.first(200, mapper.writeValueAsBytes(RefundView.of(refund)));
        });
        return answer.toResponse();
    }

    private Refund refund(UUID id, Target target, String reason, String batchId) {
        return switch (refunds.refund(id, target, reason)) {
            case Refunds.Answer.Refunded(var refund) -> refund;
            case Refunds.Answer.NoBatch() ->
                throw new ApiFailure(ApiError.BATCH_NOT_FOUND, "batch_id", "there is no batch " + batchId);
            case Refunds.Answer.NoItem() ->
                throw new ApiFailure(
                        ApiError.ITEM_NOT_FOUND,
                        target.customId() == null ? "index" : "custom_id",
                        "batch " + batchId + " has no such item");
            case Refunds.Answer.Nothing() ->
                throw new ApiFailure(
                        ApiError.NOTHING_TO_REFUND, "nothing was captured for it, or it was refunded before");
        };
    }

    private static Target target(NewRefund asked) {
        var text = asked.batchId();
        var batchId = text == null ? null : Ids.parse(Ids.BATCH, text).orElse(null);
        if (batchId == null) {
            throw ApiFailure.invalid("batch_id", "batch_id must be the id of a batch");
        }
        if (asked.customId() != null && asked.index() != null) {
            throw ApiFailure.invalid("index", "name the item by custom_id or by index, not by both");
        }
        var index = asked.index();
        if (index != null && index < 0) {
            throw ApiFailure.invalid("index", "index must be 0 or more");
        }
        return new Target(batchId, asked.customId(), index);
    }

    /** Body of a refund; null where left out. */
    @Schema(name = "NewRefund")
    record NewRefund(
            @JsonProperty("batch_id")
            @Schema(example = "batch_0198c0ffee007000a000000000000002", requiredMode = Schema.RequiredMode.REQUIRED)
            @Nullable
            String batchId,

            @JsonProperty("custom_id") @Schema(example = "a") @Nullable
            String customId,

            @JsonProperty("index") @Schema(description = "Of the item, from 0") @Nullable
            Integer index,

            @JsonProperty("reason")
            @Schema(example = "wrong model", requiredMode = Schema.RequiredMode.REQUIRED)
            @Nullable
            String reason) {}

    /**
     * A refund.
     *
     * @param index of the item; null where it is of a whole batch
     */
    @Schema(name = "Refund")
    record RefundView(
            @JsonProperty("id") @Schema(example = "refund_0198c0ffee007000a000000000000009")
            String id,

            @JsonProperty("object") @Schema(example = "refund")
            String object,

            @JsonProperty("account_id") String accountId,
            @JsonProperty("batch_id") String batchId,
            @JsonProperty("index") @Nullable Integer index,
            @JsonProperty("items") long items,

            @JsonProperty("amount") @Schema(example = "0.0012")
            String amount,

            @JsonProperty("reason") String reason,
            @JsonProperty("created_at") long createdAt) {

        RefundView {
            requireNonNull(id, "id");
            requireNonNull(object, "object");
            requireNonNull(accountId, "accountId");
            requireNonNull(batchId, "batchId");
            requireNonNull(amount, "amount");
            requireNonNull(reason, "reason");
        }

        static RefundView of(Refund refund) {
            return new RefundView(
                    Ids.render("refund_", refund.id()),
                    "refund",
                    refund.accountId().toString(),
                    Ids.render(Ids.BATCH, refund.batchId()),
                    refund.itemIndex(),
                    refund.items(),
                    Money.render(refund.amountNanos()),
                    refund.reason(),
                    refund.createdAt().getEpochSecond());
        }
    }
}
