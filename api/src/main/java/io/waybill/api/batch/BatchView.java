package io.waybill.api.batch;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A batch as clients read it: the fields of all dialects at once. Times named {@code …_at} are Unix seconds, as
 * OpenAI's clients expect; amounts are decimal strings.
 *
 * @param batchId the same as {@code id}
 * @param errors problems of its lines and why it failed; null where there are none
 * @param eta RFC 3339; null where nothing was observed yet, or it has ended
 * @param temporalUrl for operators; null where no web page of the engine is configured
 * @param pauseReason null where it is not paused
 * @param retryOf the batch whose failed items these are; null where it is not a retry
 * @param webhookUrl null where it has none of its own
 * @param settlement only in the answer to a cancellation; else null, and left out
 */
@Schema(name = "Batch")
record BatchView(
        @JsonProperty("id") @Schema(example = "batch_0198c0ffee007000a000000000000001")
        String id,

        @JsonProperty("object") @Schema(example = "batch") String object,
        @JsonProperty("batch_id") String batchId,
        @JsonProperty("name") @Nullable String name,
        @JsonProperty("endpoint") String endpoint,
        @JsonProperty("model") @Nullable String model,
        @JsonProperty("models") List<String> models,
        @JsonProperty("errors") @Nullable Errors errors,
        @JsonProperty("input_file_id") @Nullable String inputFileId,

        @JsonProperty("completion_window") @Schema(example = "24h")
        String completionWindow,

        @JsonProperty("status")
        @Schema(
                allowableValues = {
                    "pending",
                    "validating",
                    "failed",
                    "in_progress",
                    "paused",
                    "finalizing",
                    "completed",
                    "expired",
                    "cancelling",
                    "cancelled"
                })
        String status,

        @JsonProperty("output_file_id") @Nullable String outputFileId,
        @JsonProperty("error_file_id") @Nullable String errorFileId,
        @JsonProperty("created_at") long createdAt,
        @JsonProperty("in_progress_at") @Nullable Long inProgressAt,
        @JsonProperty("expires_at") long expiresAt,
        @JsonProperty("finalizing_at") @Nullable Long finalizingAt,
        @JsonProperty("completed_at") @Nullable Long completedAt,
        @JsonProperty("failed_at") @Nullable Long failedAt,
        @JsonProperty("expired_at") @Nullable Long expiredAt,
        @JsonProperty("cancelling_at") @Nullable Long cancellingAt,
        @JsonProperty("cancelled_at") @Nullable Long cancelledAt,
        @JsonProperty("request_counts") RequestCounts requestCounts,
        @JsonProperty("metadata") Map<String, String> metadata,

        @JsonProperty("priority") @Schema(allowableValues = {"high", "low", "fill"})
        String priority,

        @JsonProperty("on_invalid") @Schema(allowableValues = {"reject", "quarantine"})
        String onInvalid,

        @JsonProperty("total_tasks") long totalTasks,
        @JsonProperty("completed_tasks") long completedTasks,
        @JsonProperty("failed_tasks") long failedTasks,
        @JsonProperty("cancelled_tasks") long cancelledTasks,
        @JsonProperty("expired_tasks") long expiredTasks,
        @JsonProperty("cost") Cost cost,

        @JsonProperty("progress") @Schema(description = "0 to 1", example = "0.25")
        double progress,

        @JsonProperty("eta") @Schema(format = "date-time") @Nullable
        String eta,

        @JsonProperty("temporal_url") @Nullable String temporalUrl,

        @JsonProperty("paused") @Schema(description = "whether nothing new starts")
        boolean paused,

        @JsonProperty("pause_reason") @Nullable String pauseReason,
        @JsonProperty("limits") LimitsView limits,
        @JsonProperty("retry_of") @Nullable String retryOf,
        @JsonProperty("create_time") Instant createTime,
        @JsonProperty("create_api_key_id") String createApiKeyId,
        @JsonProperty("state") State state,

        @JsonProperty("warnings") @Schema(description = "such as that it is not expected to end within its window")
        List<String> warnings,

        @JsonProperty("open") @Schema(description = "whether requests can be added")
        boolean open,

        @JsonProperty("webhook_url") @Nullable String webhookUrl,

        @JsonProperty("settlement") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        CancellationSettlement settlement) {

    BatchView {
        requireNonNull(id, "id");
        requireNonNull(object, "object");
        requireNonNull(batchId, "batchId");
        requireNonNull(endpoint, "endpoint");
        models = List.copyOf(models);
        requireNonNull(completionWindow, "completionWindow");
        requireNonNull(status, "status");
        requireNonNull(requestCounts, "requestCounts");
        metadata = Map.copyOf(metadata);
        requireNonNull(priority, "priority");
        requireNonNull(onInvalid, "onInvalid");
        requireNonNull(cost, "cost");
        requireNonNull(limits, "limits");
        warnings = List.copyOf(warnings);
        requireNonNull(createTime, "createTime");
        requireNonNull(createApiKeyId, "createApiKeyId");
        requireNonNull(state, "state");
    }

    /** Counts of requests, each in one of them. */
    @Schema(name = "BatchCounts")
    record State(
            @JsonProperty("num_requests") long numRequests,
            @JsonProperty("num_pending") long numPending,
            @JsonProperty("num_success") long numSuccess,
            @JsonProperty("num_error") long numError,
            @JsonProperty("num_cancelled") long numCancelled) {}

    /** Counts under OpenAI's names. Cancelled and expired items are in {@code total} alone. */
    @Schema(name = "RequestCounts")
    record RequestCounts(
            @JsonProperty("total") long total,
            @JsonProperty("completed") long completed,
            @JsonProperty("failed") long failed) {}

    /**
     * Money of a batch, in decimal strings of at most nine places.
     *
     * @param estimate the price of all valid items; null until they were priced
     * @param held all that was ever held; held = captured + released once the batch has ended
     * @param refunded given back after it was taken
     */
    @Schema(name = "Cost")
    record Cost(
            @JsonProperty("estimate") @Schema(example = "0.00128") @Nullable
            String estimate,

            @JsonProperty("held") @Schema(example = "0.00128")
            String held,

            @JsonProperty("captured") @Schema(example = "0.0012")
            String captured,

            @JsonProperty("released") @Schema(example = "0.00008")
            String released,

            @JsonProperty("refunded") @Schema(example = "0") String refunded,

            @JsonProperty("currency") @Schema(example = "USD")
            String currency) {

        Cost {
            requireNonNull(held, "held");
            requireNonNull(captured, "captured");
            requireNonNull(released, "released");
            requireNonNull(refunded, "refunded");
            requireNonNull(currency, "currency");
        }
    }

    /** {@return the same with the settlement of its cancellation} */
    BatchView with(CancellationSettlement of) {
        return new BatchView(
                id,
                object,
                batchId,
                name,
                endpoint,
                model,
                models,
                errors,
                inputFileId,
                completionWindow,
                status,
                outputFileId,
                errorFileId,
                createdAt,
                inProgressAt,
                expiresAt,
                finalizingAt,
                completedAt,
                failedAt,
                expiredAt,
                cancellingAt,
                cancelledAt,
                requestCounts,
                metadata,
                priority,
                onInvalid,
                totalTasks,
                completedTasks,
                failedTasks,
                cancelledTasks,
                expiredTasks,
                cost,
                progress,
                eta,
                temporalUrl,
                paused,
                pauseReason,
                limits,
                retryOf,
                createTime,
                createApiKeyId,
                state,
                warnings,
                open,
                webhookUrl,
                of);
    }

    /**
     * What its client allows.
     *
     * @param maxCost a decimal string; null for no limit
     * @param maxErrorRate 0 to below 1; null for no limit
     * @param onLimit what {@code maxErrorRate} does
     */
    @Schema(name = "BatchLimits")
    record LimitsView(
            @JsonProperty("max_cost") @Nullable String maxCost,
            @JsonProperty("max_error_rate") @Nullable Double maxErrorRate,

            @JsonProperty("on_limit") @Schema(allowableValues = {"pause", "cancel"})
            String onLimit) {

        LimitsView {
            requireNonNull(onLimit, "onLimit");
        }
    }

    /** Problems as OpenAI lists them. */
    @Schema(name = "BatchErrors")
    record Errors(
            @JsonProperty("object") String object,
            @JsonProperty("data") List<Problem> data) {

        Errors {
            requireNonNull(object, "object");
            data = List.copyOf(data);
        }
    }

    /**
     * A problem.
     *
     * @param line from 1; null where it is about the batch
     * @param param the field; null where it is not about one
     */
    @Schema(name = "BatchProblem")
    record Problem(
            @JsonProperty("code") String code,
            @JsonProperty("line") @Nullable Long line,
            @JsonProperty("message") String message,
            @JsonProperty("param") @Nullable String param) {

        Problem {
            requireNonNull(code, "code");
            requireNonNull(message, "message");
        }
    }
}
