package io.waybill.gpu.port;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of a call: {@code {"model", "digest", "inputs": [...]}}.
 *
 * @param digest the version of the model that is wanted; null for whichever is here
 */
record EmbeddingCall(String model, @Nullable String digest, List<String> inputs) {

    private static final JsonFactory FACTORY = new JsonFactory();

    EmbeddingCall {
        requireNonNull(model, "model");
        inputs = List.copyOf(inputs);
    }

    /**
     * Reads a body.
     *
     * @throws PortError where it is not one
     */
    static EmbeddingCall parse(byte[] body) {
        String model = null;
        String digest = null;
        List<String> inputs = new ArrayList<>();
        try (JsonParser json = FACTORY.createParser(body)) {
            require(json.nextToken() == JsonToken.START_OBJECT, "the body is no JSON object");
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                switch (name) {
                    case "model" -> model = text(json, name);
                    case "digest" -> digest = value == JsonToken.VALUE_NULL ? null : text(json, name);
                    case "inputs" -> {
                        require(value == JsonToken.START_ARRAY, "inputs is no array");
                        while (json.nextToken() != JsonToken.END_ARRAY) {
                            inputs.add(text(json, "inputs[" + inputs.size() + "]"));
                        }
                    }
                    default -> throw bad("unknown field, allowed are model, digest, inputs");
                }
            }
        } catch (JsonProcessingException _) {
            throw bad("the body is not JSON");
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory cannot fail", e);
        }
        require(model != null, "model is missing");
        require(!inputs.isEmpty(), "inputs is missing or empty");
        return new EmbeddingCall(requireNonNull(model), digest, inputs);
    }

    private static String text(JsonParser json, String name) throws IOException {
        require(json.currentToken() == JsonToken.VALUE_STRING, name + " is no string");
        return json.getText();
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw bad(message);
        }
    }

    private static PortError bad(String message) {
        return new PortError(400, "invalid_request", message);
    }
}
