package io.waybill.gpu.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.gpu.upstream.AttemptFailed.Kind;
import io.waybill.models.generation.GenerationEvent.ToolPiece;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The calls of tools in one choice. Servers differ: some number every call 0, some give no id. Not thread-safe. */
final class ToolCalls {

    /** OpenAI's own bound on tools that one request may have. */
    private static final int CALLS_MAX = 128;

    /** Number and id of each call by the number that the server last used for it. */
    private final Map<Integer, Call> byServerIndex = new HashMap<>();

    private int count;

    /** {@return whether there was a call} */
    boolean any() {
        return count > 0;
    }

    /**
     * {@return the piece that a delta tells of}
     *
     * @throws AttemptFailed where there are too many calls, or one begins without a name
     */
    ToolPiece piece(int choice, JsonNode delta) {
        int serverIndex = delta.path("index").asInt(0);
        String id = text(delta.path("id"));
        String name = text(delta.path("function").path("name"));
        String arguments = arguments(delta.path("function").path("arguments"));
        Call known = byServerIndex.get(serverIndex);
        boolean another = known != null && id != null && name != null && !id.equals(known.id);
        if (known != null && !another) {
            return new ToolPiece(choice, known.index, null, null, arguments);
        }
        if (name == null || count >= CALLS_MAX) {
            throw AttemptFailed.of(Kind.protocol);
        }
        Call begun = new Call(count, id == null ? newId() : id);
        count++;
        byServerIndex.put(serverIndex, begun);
        return new ToolPiece(choice, begun.index, begun.id, name, arguments);
    }

    // A few servers send the arguments as an object.
    private static String arguments(JsonNode node) {
        return node.isObject() ? node.toString() : node.asText("");
    }

    private static @Nullable String text(JsonNode node) {
        return node.isTextual() && !node.asText().isEmpty() ? node.asText() : null;
    }

    private static String newId() {
        return "call_" + UUID.randomUUID().toString().replace("-", "").substring(0, 24);
    }

    private record Call(int index, String id) {}
}
