package io.waybill.gpu.port;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.waybill.models.generation.GenerationEndpoint;
import io.waybill.models.generation.GenerationRequest;
import io.waybill.models.generation.GenerationRequests;
import io.waybill.models.request.RequestRejected;
import java.io.IOException;

/**
 * The body of a call: {@code {"model", "digest", "endpoint", "body": {…}, "max_tokens"}}, where {@code body} is what
 * the client sent, which the caller has checked and counted.
 *
 * @param digest the version of the model that is wanted
 * @param request with {@code maxTokens} set
 */
record GenerationCall(String model, String digest, GenerationRequest request) {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    GenerationCall {
        requireNonNull(model, "model");
        requireNonNull(digest, "digest");
        requireNonNull(request, "request");
    }

    /**
     * Reads a body.
     *
     * @throws PortError where it is not one
     */
    static GenerationCall parse(byte[] json) {
        try {
            JsonNode call = MAPPER.readTree(json);
            String endpoint = text(call, "endpoint");
            JsonNode body = call.path("body");
            if (!body.isObject()) {
                throw bad("body is no object");
            }
            JsonNode most = call.path("max_tokens");
            if (!most.isInt() || most.intValue() < 1) {
                throw bad("max_tokens is no whole number from 1");
            }
            byte[] bytes = MAPPER.writeValueAsBytes(body);
            GenerationRequest request = GenerationRequests.parse(
                    GenerationEndpoint.of(endpoint).orElseThrow(() -> bad("endpoint is unknown")),
                    bytes,
                    0,
                    bytes.length,
                    "",
                    false);
            return new GenerationCall(
                    text(call, "model"), text(call, "digest"), request.withMaxTokens(most.intValue()));
        } catch (JsonProcessingException _) {
            throw bad("the body is not JSON");
        } catch (RequestRejected e) {
            throw new PortError(400, e.problem().error().name(), e.problem().message());
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory cannot fail", e);
        }
    }

    private static String text(JsonNode call, String name) {
        JsonNode value = call.path(name);
        if (!value.isTextual()) {
            throw bad(name + " is no string");
        }
        return value.textValue();
    }

    private static PortError bad(String message) {
        return new PortError(400, "invalid_request", message);
    }
}
