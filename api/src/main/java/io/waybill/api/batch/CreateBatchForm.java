package io.waybill.api.batch;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /v1/batches} for the OpenAPI document; {@link CreateBatchReader} reads it. */
@Schema(name = "CreateBatch")
record CreateBatchForm(
        @Schema(name = "input_file_id", description = "An uploaded file of purpose batch") @Nullable
        String inputFileId,

        @Schema(description = "With input_file_id: every line's url", example = "/v1/embeddings") @Nullable
        String endpoint,

        @Schema(name = "completion_window", description = "1h to 7d", defaultValue = "24h") @Nullable
        String completionWindow,

        @Schema(description = "Instead of input_file_id: at most 2 MiB") @Nullable
        List<Task> tasks,

        @Schema(
                allowableValues = {"high", "low", "fill"},
                defaultValue = "low")
        @Nullable
        String priority,

        @Schema(
                name = "on_invalid",
                description = "Fail the batch, or send bad lines to the error file at price 0",
                allowableValues = {"reject", "quarantine"},
                defaultValue = "reject")
        @Nullable
        String onInvalid,

        @Schema(
                description = "Answer items with what was computed before for the account, where the model is"
                        + " deterministic; equal items of the batch run once",
                defaultValue = "true")
        @Nullable
        Boolean reuse,

        @Schema(description = "1 to 200 characters") @Nullable
        String name,

        @Schema(description = "At most 16 keys of 64 characters, values of 512") @Nullable
        Map<String, String> metadata,

        @Schema(
                name = "output_expires_after",
                description =
                        "{\"anchor\": \"created_at\", \"seconds\": 3600 to 2592000}: how long after their making the output"
                                + " files can be read")
        @Nullable
        Map<String, Object> outputExpiresAfter,

        @Schema(
                name = "max_cost",
                description = "The most that may be held for the batch; one whose price is more is refused",
                example = "12.50")
        @Nullable
        String maxCost,

        @Schema(
                name = "max_error_rate",
                description = "Failed items among those that ran, 0 to below 1; acts once 100 items have run",
                example = "0.05")
        @Nullable
        Double maxErrorRate,

        @Schema(
                name = "on_limit",
                description = "What max_error_rate does",
                allowableValues = {"pause", "cancel"},
                defaultValue = "pause")
        @Nullable
        String onLimit,

        @Schema(
                description = "Refuse the batch where it is not expected to end within its completion_window",
                defaultValue = "false")
        @Nullable
        Boolean strict,

        @Schema(
                name = "webhook_url",
                description = "Where its end is told, beside the account's webhooks; signed with the account's secret",
                example = "https://example.com/hook")
        @Nullable
        String webhookUrl) {

    static final String FILE_EXAMPLE = """
            {"input_file_id": "file-0198c0ffee007000a000000000000001", "endpoint": "/v1/embeddings",
             "completion_window": "24h", "metadata": {"run": "7"}}
            """;

    static final String TASKS_EXAMPLE = """
            {"priority": "high", "tasks": [
              {"custom_id": "a", "model": "all-minilm-l6-v2", "request_body": {"input": "The cat sat on the mat."}},
              {"custom_id": "b", "model": "all-minilm-l6-v2", "request_body": {"input": "Rain is expected today."}}]}
            """;

    /** An inline task. */
    @Schema(name = "Task")
    record Task(
            @Schema(
                    name = "custom_id",
                    description = "1 to 256 characters, unique in the batch",
                    requiredMode = Schema.RequiredMode.REQUIRED)
            String customId,

            @Schema(description = "May stand in request_body instead") @Nullable
            String model,

            @Schema(
                    name = "request_body",
                    description = "The body of a call of the endpoint",
                    requiredMode = Schema.RequiredMode.REQUIRED)
            Map<String, Object> requestBody,

            @Schema(defaultValue = "/v1/embeddings") @Nullable
            String endpoint) {}
}
