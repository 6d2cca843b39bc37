package io.waybill.models.generation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.models.request.ItemLine;
import io.waybill.models.request.RequestRejected;
import io.waybill.models.request.StrictObject;

/** Reads the bodies of the endpoints that generate text, as OpenAI documents them; docs/api.md lists every field. */
public final class GenerationRequests {

    private static final String LINE_PREFIX = "body.";

    private GenerationRequests() {}

    /**
     * Reads a body.
     *
     * @param prefix goes before the names of fields in errors: {@code body.} for a line, empty for a call
     * @param checked whether the bytes are part of a line that {@link ItemLine#parse} has read
     * @throws RequestRejected where it is not strict JSON, or a field is missing, unknown or wrong
     */
    public static GenerationRequest parse(
            GenerationEndpoint endpoint, byte[] buffer, int from, int to, String prefix, boolean checked) {
        ObjectNode object = StrictObject.read(buffer, from, to, checked);
        BodyFields body = new BodyFields(object, prefix);
        return switch (endpoint) {
            case chat -> new ChatBody(body).read();
            case completions -> new CompletionsBody(body).read();
            case responses -> new ResponsesBody(body).read();
        };
    }

    /**
     * Reads the body of a line, whose answer cannot be streamed.
     *
     * @throws RequestRejected where a field is missing, unknown or wrong; with the line's custom_id
     */
    public static GenerationRequest parse(GenerationEndpoint endpoint, ItemLine line) {
        try {
            GenerationRequest request =
                    parse(endpoint, line.buffer(), line.bodyFrom(), line.bodyTo(), LINE_PREFIX, true);
            if (request.stream()) {
                throw BodyFields.invalid(LINE_PREFIX + "stream", "is true, allowed in a batch is false");
            }
            return request;
        } catch (RequestRejected e) {
            throw new RequestRejected(e.problem(), line.customId());
        }
    }
}
