package io.waybill.api.batch;

import io.waybill.activities.batch.RequestForm;
import io.waybill.api.error.ApiError;
import io.waybill.api.error.ApiFailure;
import io.waybill.api.request.JsonBody;
import io.waybill.models.request.ItemLine;
import io.waybill.storage.line.LineReader;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * Reads the body of {@code POST /v1/batches/{id}/requests} token by token, as lines of JSON. A request keeps the
 * client's bytes, except that line ends between its tokens become spaces.
 */
final class RequestLines {

    /** Longest body. */
    static final int BYTES_MAX = 25_000_000;

    /** Most requests in a body. */
    static final int REQUESTS_MAX = 10_000;

    private static final int ID_CHARS_MAX = 256;
    private static final String LIST = "batch_requests";
    private static final List<String> FIELDS = List.of("batch_request_id", "batch_request", "endpoint", "body");
    private static final List<String> FORMS =
            Arrays.stream(RequestForm.values()).skip(1).map(Enum::name).toList();

    private final byte[] body;
    private final JsonParser parser;
    private final String madeIds;
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
    private int index;

    private RequestLines(byte[] body, JsonParser parser, String madeIds) {
        this.body = body;
        this.parser = parser;
        this.madeIds = madeIds;
    }

    /**
     * {@return one line for each request of {@code body}}
     *
     * @param madeIds the beginning of the ids of requests that have none
     * @throws ApiFailure that names the request by its index, from 0
     */
    static byte[] read(byte[] body, String madeIds) {
        try (var parser = JsonBody.parser(body, BYTES_MAX)) {
            var requests = new RequestLines(body, parser, madeIds);
            requests.all();
            return requests.lines.toByteArray();
        } catch (JacksonException e) {
            throw JsonBody.malformed(e);
        }
    }

    private void all() {
        JsonBody.requireObject(parser);
        var found = false;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            var field = parser.currentName();
            if (!field.equals(LIST)) {
                throw JsonBody.unknown(field, List.of(LIST).toString());
            }
            found = true;
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw ApiFailure.invalid(
                        LIST, LIST + " must be an array, it is " + JsonBody.name(parser.currentToken()));
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (index == REQUESTS_MAX) {
                    throw new ApiFailure(
                                    ApiError.PAYLOAD_TOO_LARGE,
                                    LIST,
                                    "a call may add " + REQUESTS_MAX + " requests, this one has more; send the rest in"
                                            + " another call")
                            .with("limit_requests", REQUESTS_MAX);
                }
                request(parser.currentToken());
                index++;
            }
        }
        if (!found || index == 0) {
            throw ApiFailure.invalid(
                    LIST,
                    LIST + (found ? " is empty" : " is missing") + "; allowed are 1 to " + REQUESTS_MAX + " requests");
        }
        if (parser.nextToken() != null) {
            throw new ApiFailure(ApiError.MALFORMED_JSON, "something follows the object that the body is");
        }
    }

    private void request(JsonToken value) {
        requireObject("", value);
        var request = new Parts();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            var field = parser.currentName();
            var token = parser.nextToken();
            switch (field) {
                case "batch_request_id" -> request.id = token == JsonToken.VALUE_NULL ? null : id(token);
                case "batch_request" -> inner(request, token);
                case "endpoint", "body" -> own(request, "." + field, field, token);
                default -> throw JsonBody.unknown(param("." + field), FIELDS.toString());
            }
        }
        write(request);
    }

    /** The reference's place for a request, in which ours may stand too. */
    private void inner(Parts request, JsonToken value) {
        requireObject(".batch_request", value);
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            var field = parser.currentName();
            var token = parser.nextToken();
            var suffix = ".batch_request." + field;
            if (FORMS.contains(field)) {
                request.take(RequestForm.valueOf(field), this);
                take(request, suffix, token);
            } else if (field.equals("endpoint") || field.equals("body")) {
                own(request, suffix, field, token);
            } else {
                throw JsonBody.unknown(param(suffix), FORMS + ", or endpoint and body");
            }
        }
    }

    private void own(Parts request, String suffix, String field, JsonToken value) {
        if (request.form != RequestForm.endpoint) {
            request.take(RequestForm.endpoint, this);
        }
        if (field.equals("endpoint")) {
            request.url = CreateBatchReader.endpoint(param(suffix), string(suffix, value));
        } else {
            take(request, suffix, value);
        }
    }

    private void take(Parts request, String suffix, JsonToken value) {
        requireObject(suffix, value);
        request.from = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
        parser.skipChildren();
        request.to = Math.toIntExact(parser.currentLocation().getByteOffset());
    }

    private void write(Parts request) {
        var form = request.form;
        if (form == null || request.to == 0) {
            throw invalid(
                    "", "has no request; allowed are batch_request with one of " + FORMS + ", or endpoint and body");
        }
        var url = request.url;
        if (form == RequestForm.endpoint && url == null) {
            throw invalid(".endpoint", "is missing; allowed are " + ItemLine.ENDPOINTS);
        }
        var id = request.id == null ? madeIds + index : request.id;
        var from = lines.size();
        text(form.lineStart() + "\"custom_id\":" + quoted(id) + ",\"method\":\"POST\",\"url\":\""
                + (url == null ? form.url() : url) + "\",\"body\":");
        for (var at = request.from; at < request.to; at++) {
            var b = body[at];
            lines.write(b == '\n' || b == '\r' ? ' ' : b);
        }
        text("}\n");
        if (lines.size() - from > LineReader.LINE_BYTES_MAX) {
            throw new ApiFailure(
                            ApiError.PAYLOAD_TOO_LARGE,
                            param(""),
                            param("") + " has " + (request.to - request.from) + " bytes; a request may have "
                                    + LineReader.LINE_BYTES_MAX + " with its id")
                    .with("limit_bytes", LineReader.LINE_BYTES_MAX);
        }
    }

    private String id(JsonToken value) {
        var id = string(".batch_request_id", value);
        if (id.isEmpty() || id.length() > ID_CHARS_MAX || id.chars().anyMatch(Character::isISOControl)) {
            throw invalid(".batch_request_id", "must have 1 to " + ID_CHARS_MAX + " printable characters");
        }
        return id;
    }

    private void requireObject(String suffix, JsonToken value) {
        if (value != JsonToken.START_OBJECT) {
            throw invalid(suffix, "must be an object, it is " + JsonBody.name(value));
        }
    }

    private String string(String suffix, JsonToken value) {
        if (value != JsonToken.VALUE_STRING) {
            throw invalid(suffix, "must be a string, it is " + JsonBody.name(value));
        }
        return parser.getString();
    }

    private void text(String text) {
        lines.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsCharArray(text)) + '"';
    }

    private String param(String suffix) {
        return LIST + "[" + index + "]" + suffix;
    }

    private ApiFailure invalid(String suffix, String what) {
        return ApiFailure.invalid(param(suffix), param(suffix) + " " + what);
    }

    /** What of a request has been read. */
    private static final class Parts {

        private @Nullable String id; // null where the client gives none
        private @Nullable RequestForm form; // null until its key is seen
        private @Nullable String url; // null where the form says it
        private int from;
        private int to;

        private void take(RequestForm found, RequestLines lines) {
            if (form != null) {
                throw lines.invalid("", "has more than one request; allowed is one");
            }
            form = found;
        }
    }
}
