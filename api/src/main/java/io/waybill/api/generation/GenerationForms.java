package io.waybill.api.generation;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Bodies and answers for the OpenAPI document; docs/api.md has all fields. */
final class GenerationForms {

    private GenerationForms() {}

    @Schema(name = "CreateChatCompletion", additionalProperties = Schema.AdditionalPropertiesValue.TRUE)
    record ChatForm(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "smollm2-135m")
            String model,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            List<ChatMessage> messages,

            @JsonProperty("max_completion_tokens") @Nullable Integer maxCompletionTokens,
            @Nullable Double temperature,

            @JsonProperty("top_p") @Nullable Double topP,

            @Nullable Integer n,
            @Nullable Boolean stream) {}

    @Schema(name = "ChatMessage", additionalProperties = Schema.AdditionalPropertiesValue.TRUE)
    record ChatMessage(
            @Schema(
                    requiredMode = Schema.RequiredMode.REQUIRED,
                    allowableValues = {"assistant", "developer", "system", "tool", "user"})
            String role,

            @Schema(description = "A text, or an array of parts of type text") @Nullable
            Object content) {}

    @Schema(name = "CreateCompletion", additionalProperties = Schema.AdditionalPropertiesValue.TRUE)
    record CompletionForm(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "smollm2-135m")
            String model,

            @Schema(
                    requiredMode = Schema.RequiredMode.REQUIRED,
                    description = "A text or an array of texts",
                    oneOf = {String.class, String[].class})
            Object prompt,

            @Nullable String suffix,

            @JsonProperty("max_tokens") @Nullable Integer maxTokens,

            @Nullable Double temperature,
            @Nullable Integer n,
            @Nullable Boolean stream) {}

    @Schema(name = "CreateResponse", additionalProperties = Schema.AdditionalPropertiesValue.TRUE)
    record ResponseForm(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "smollm2-135m")
            String model,

            @Schema(
                    requiredMode = Schema.RequiredMode.REQUIRED,
                    description = "A text, or an array of items",
                    oneOf = {String.class, Object[].class})
            Object input,

            @Nullable String instructions,

            @JsonProperty("max_output_tokens") @Nullable Integer maxOutputTokens,

            @Nullable Double temperature,
            @Nullable Boolean stream) {}

    @Schema(name = "ChatCompletion")
    record ChatCompletion(
            String id,
            @Schema(example = "chat.completion") String object,
            long created,
            String model,
            List<Map<String, Object>> choices,
            TokenUsage usage) {}

    @Schema(name = "TextCompletion")
    record TextCompletion(
            String id,
            @Schema(example = "text_completion") String object,
            long created,
            String model,
            List<Map<String, Object>> choices,
            TokenUsage usage) {}

    @Schema(name = "Response")
    record ResponseObject(
            String id,
            @Schema(example = "response") String object,
            @JsonProperty("created_at") long createdAt,
            String status,
            String model,
            List<Map<String, Object>> output,
            Map<String, Object> usage) {}

    @Schema(name = "TokenUsage")
    record TokenUsage(
            @JsonProperty("prompt_tokens") long promptTokens,
            @JsonProperty("completion_tokens") long completionTokens,
            @JsonProperty("total_tokens") long totalTokens) {}
}
