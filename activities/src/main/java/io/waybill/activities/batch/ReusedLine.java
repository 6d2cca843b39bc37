package io.waybill.activities.batch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.waybill.storage.hash.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The line of one item, made of the line of another: with its own {@code id} and {@code custom_id}, else byte by byte.
 */
final class ReusedLine {

    private static final JsonFactory FACTORY = new JsonFactory();
    private static final int ID_CHARACTERS = 32;

    private ReusedLine() {}

    static byte[] of(String batchId, int index, @Nullable String customId, byte[] other) throws IOException {
        var line = new ByteArrayOutputStream(other.length + ID_CHARACTERS);
        int copied = 0;
        try (JsonParser parser = FACTORY.createParser(other)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token != JsonToken.FIELD_NAME) {
                    continue; // the object itself: what is within its fields is passed over
                }
                String value = value(parser.currentName(), batchId, index, customId);
                JsonToken old = parser.nextToken();
                if (value != null && old == JsonToken.VALUE_STRING) {
                    int from = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
                    parser.finishToken();
                    int to = Math.toIntExact(parser.currentLocation().getByteOffset());
                    line.write(other, copied, from - copied);
                    line.writeBytes(value.getBytes(StandardCharsets.UTF_8));
                    copied = to;
                } else {
                    parser.skipChildren();
                }
            }
        }
        line.write(other, copied, other.length - copied);
        return line.toByteArray();
    }

    private static @Nullable String value(String field, String batchId, int index, @Nullable String customId) {
        return switch (field) {
            case "id" -> {
                String hash = Sha256.hex((batchId + ":" + index).getBytes(StandardCharsets.US_ASCII));
                yield "\"batch_req_" + hash.substring(0, ID_CHARACTERS) + '"';
            }
            case "custom_id" ->
                customId == null
                        ? "null"
                        : '"' + new String(JsonStringEncoder.getInstance().quoteAsString(customId)) + '"';
            default -> null;
        };
    }
}
