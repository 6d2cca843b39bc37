package io.waybill.api.embedding;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** Writes the answer of {@code /v1/embeddings} without a tree: a thousand vectors are half a million numbers. */
final class EmbeddingAnswer {

    private static final int FRAME_CHARS = 64;

    /** A float's shortest decimal that reads back the same, and a comma. */
    private static final int FLOAT_CHARS = 14;

    private EmbeddingAnswer() {}

    /**
     * {@return the answer as JSON}
     *
     * @param vectors little-endian float32[inputs, dimensions]
     * @param base64 whether vectors are written as base64 of their bytes; else as numbers
     */
    static byte[] write(String model, byte[] vectors, int dimensions, boolean base64, long tokens) {
        var bytesPerVector = dimensions * Float.BYTES;
        var count = vectors.length / bytesPerVector;
        var json = new StringBuilder(count * (FRAME_CHARS + dimensions * FLOAT_CHARS));
        json.append("{\"object\":\"list\",\"data\":[");
        var floats = ByteBuffer.wrap(vectors).order(ByteOrder.LITTLE_ENDIAN);
        for (var i = 0; i < count; i++) {
            json.append(i == 0 ? "" : ",")
                    .append("{\"object\":\"embedding\",\"index\":")
                    .append(i)
                    .append(",\"embedding\":");
            if (base64) {
                var vector = Arrays.copyOfRange(vectors, i * bytesPerVector, (i + 1) * bytesPerVector);
                json.append('"')
                        .append(Base64.getEncoder().encodeToString(vector))
                        .append('"');
            } else {
                numbers(json, floats, dimensions);
            }
            json.append('}');
        }
        json.append("],\"model\":\"")
                .append(model)
                .append("\",\"usage\":{\"prompt_tokens\":")
                .append(tokens)
                .append(",\"total_tokens\":")
                .append(tokens)
                .append("}}");
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void numbers(StringBuilder json, ByteBuffer floats, int dimensions) {
        json.append('[');
        for (var i = 0; i < dimensions; i++) {
            if (i > 0) {
                json.append(',');
            }
            json.append(floats.getFloat());
        }
        json.append(']');
    }
}
