package io.waybill.gpu.upstream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.waybill.gpu.upstream.AttemptFailed.Kind;
import java.io.IOException;

/** JSON of servers that nobody checked. */
final class Json {

    private static final int NESTING_MAX = 64;

    private static final int NAME_CHARS_MAX = 1_024;

    static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(NESTING_MAX)
                            .maxStringLength(SseEvents.EVENT_BYTES_MAX)
                            .maxNameLength(NAME_CHARS_MAX)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    /**
     * {@return the object}
     *
     * @throws AttemptFailed where the bytes are no JSON object
     */
    static JsonNode object(byte[] bytes) {
        try {
            JsonNode node = MAPPER.readTree(bytes);
            if (node != null && node.isObject()) {
                return node;
            }
        } catch (IOException _) {
            // Said below: what stands in it is the server's and may be anything.
        }
        throw AttemptFailed.of(Kind.protocol);
    }
}
