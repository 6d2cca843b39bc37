package io.waybill.api.receipt;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import io.waybill.api.error.ApiFailure;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import org.jspecify.annotations.Nullable;

/**
 * What a client asserts. Texts are taken as they are: in Unicode's form NFC, so that everybody hashes the same bytes.
 */
@Schema(name = "CreateAuditRecord")
record AssertionRequest(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "What is a zero-knowledge proof?")
        @JsonProperty("input_text")
        @Nullable
        String inputText,

        @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "A cryptographic method...")
        @JsonProperty("output_text")
        @Nullable
        String outputText,

        @Schema(requiredMode = Schema.RequiredMode.REQUIRED, maxLength = 200, example = "qwen3.5-27b")
        @JsonProperty("model_id")
        @Nullable
        String modelId,

        @Schema(maxLength = 100, example = "execution-a19c-42ef") @JsonProperty("gpu_id") @Nullable
        String gpuId) {

    /** A text of a page or a thousand; what is longer is a file, of which a hash can be asserted. */
    static final int TEXT_BYTES_MAX = 512 << 10;

    private static final int MODEL_MAX = 200;
    private static final int GPU_MAX = 100;

    String input() {
        return text("input_text", inputText);
    }

    String output() {
        return text("output_text", outputText);
    }

    String model() {
        return name("model_id", modelId, MODEL_MAX);
    }

    @Nullable
    String gpu() {
        return gpuId == null ? null : name("gpu_id", gpuId, GPU_MAX);
    }

    private static String text(String field, @Nullable String text) {
        if (text == null) {
            throw ApiFailure.invalid(field, field + " is missing: a text is expected");
        }
        check(field, text);
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > TEXT_BYTES_MAX) {
            throw ApiFailure.invalid(
                    field, field + " has " + bytes + " bytes of UTF-8, " + TEXT_BYTES_MAX + " are allowed");
        }
        return text;
    }

    private static String name(String field, @Nullable String name, int max) {
        if (name == null || name.isBlank() || name.length() > max) {
            throw ApiFailure.invalid(field, field + " must have 1 to " + max + " characters");
        }
        check(field, name);
        if (name.chars().anyMatch(Character::isISOControl)) {
            throw ApiFailure.invalid(field, field + " must not have control characters");
        }
        return name;
    }

    private static void check(String field, String text) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw ApiFailure.invalid(field, field + " has half of a surrogate pair, which is no character");
        }
        if (!Normalizer.isNormalized(text, Normalizer.Form.NFC)) {
            throw ApiFailure.invalid(
                    field, field + " is not in Unicode's form NFC: others would hash other bytes for the same text");
        }
    }
}
