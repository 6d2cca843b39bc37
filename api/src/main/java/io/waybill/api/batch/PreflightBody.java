package io.waybill.api.batch;

import io.waybill.api.error.ApiError;
import io.waybill.api.error.ApiFailure;
import io.waybill.api.request.JsonBody;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The body of a preflight: that of a create call, to which the first requests of an open batch may be added; or
 * requests for an open batch that is there.
 *
 * @param create the body of the create call, without requests
 * @param requests the body of the addition; null where there is none
 * @param batchId the batch that is there; null for one that is about to be made
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record PreflightBody(
        byte[] create, byte @Nullable [] requests, @Nullable String batchId) {

    private static final String REQUESTS = "batch_requests";
    private static final String BATCH = "batch_id";

    /**
     * {@return the parts of {@code body}}
     *
     * @throws ApiFailure where it is no object, or has parts that do not go together
     */
    static PreflightBody of(byte[] body) {
        try (var parser = JsonBody.parser(body, RequestLines.BYTES_MAX)) {
            return of(body, parser);
        } catch (JacksonException e) {
            throw JsonBody.malformed(e);
        }
    }

    private static PreflightBody of(byte[] body, JsonParser parser) {
        JsonBody.requireObject(parser);
        var create = new ByteArrayOutputStream();
        byte[] requests = null;
        String batchId = null;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            var field = parser.currentName();
            var from = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
            var value = parser.nextToken();
            var begin = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
            if (field.equals(BATCH) && value != JsonToken.VALUE_STRING) {
                throw ApiFailure.invalid(BATCH, BATCH + " must be a string, it is " + JsonBody.name(value));
            }
            if (field.equals(BATCH)) {
                batchId = parser.getString();
            } else {
                parser.skipChildren();
                parser.finishToken();
                var end = Math.toIntExact(parser.currentLocation().getByteOffset());
                if (field.equals(REQUESTS)) {
                    requests = wrapped(REQUESTS, body, begin, end);
                } else {
                    create.write(create.size() == 0 ? '{' : ',');
                    create.write(body, from, end - from);
                }
            }
        }
        if (parser.nextToken() != null) {
            throw new ApiFailure(ApiError.MALFORMED_JSON, "something follows the object that the body is");
        }
        return checked(create, requests, batchId);
    }

    private static PreflightBody checked(
            ByteArrayOutputStream create, byte @Nullable [] requests, @Nullable String batchId) {
        if (batchId != null && requests == null) {
            throw ApiFailure.invalid(REQUESTS, "what is to be added to the batch is missing: " + REQUESTS);
        }
        if (batchId != null && create.size() > 0) {
            throw ApiFailure.invalid(
                    BATCH,
                    "the batch is there and has its terms; beside " + BATCH + " only " + REQUESTS + " may stand");
        }
        create.write(create.size() == 0 ? '{' : ' ');
        create.write('}');
        var body = create.toByteArray();
        JsonBody.requireShort(body);
        return new PreflightBody(body, requests, batchId);
    }

    private static byte[] wrapped(String field, byte[] body, int from, int to) {
        var object = new ByteArrayOutputStream(to - from + field.length() + 8);
        object.writeBytes(("{\"" + field + "\":").getBytes(StandardCharsets.UTF_8));
        object.write(body, from, to - from);
        object.write('}');
        return object.toByteArray();
    }
}
