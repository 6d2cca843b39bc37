package io.waybill.models.request;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JSON object as a tree, as strictly as lines are read: for bodies that hold much less than they cost to run.
 */
public final class StrictObject {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private StrictObject() {}

    /**
     * {@return the object that the bytes hold}
     *
     * @param checked whether the bytes are part of a line that {@link ItemLine#parse} has read
     * @throws RequestRejected where they are not strict JSON, or no object
     */
    public static ObjectNode read(byte[] buffer, int from, int to, boolean checked) {
        try (StrictJson json = checked ? StrictJson.reopen(buffer, from, to) : StrictJson.open(buffer, from, to)) {
            if (json.next() != JsonToken.START_OBJECT) {
                throw new RequestRejected(new RequestProblem(
                        ItemError.not_an_object, null, "the body is no JSON object: allowed is {...}"));
            }
            ObjectNode object = object(json);
            json.requireEnd("the object");
            return object;
        } catch (JsonProcessingException e) {
            throw StrictJson.rejected(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode object(StrictJson json) throws IOException {
        ObjectNode object = NODES.objectNode();
        JsonToken token = json.next();
        while (token == JsonToken.FIELD_NAME) {
            String name = json.text();
            object.set(name, value(json, json.next()));
            token = json.next();
        }
        return object;
    }

    private static ArrayNode array(StrictJson json) throws IOException {
        ArrayNode array = NODES.arrayNode();
        JsonToken token = json.next();
        while (token != null && token != JsonToken.END_ARRAY) {
            array.add(value(json, token));
            token = json.next();
        }
        return array;
    }

    /** The reader bounds how deep this goes. */
    private static JsonNode value(StrictJson json, @Nullable JsonToken token) throws IOException {
        return switch (token) {
            case START_OBJECT -> object(json);
            case START_ARRAY -> array(json);
            case VALUE_STRING -> NODES.textNode(json.text());
            case VALUE_NUMBER_INT -> NODES.numberNode(json.decimal().toBigInteger());
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(json.decimal());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case null, default -> NODES.nullNode();
        };
    }
}
