package io.waybill.api.request;

import io.waybill.api.error.ApiError;
import io.waybill.api.error.ApiFailure;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/** Bodies of JSON: read up to a limit, checked strictly, refused with the position of what is wrong. */
public final class JsonBody {

    /** Longest JSON body. Everything longer is a file. */
    public static final int BYTES_MAX = 2 << 20;

    /** Deepest nesting; nothing that clients send needs more. */
    public static final int DEPTH_MAX = 64;

    private static final int STRING_CHARS_MAX = 1 << 20;
    private static final int NUMBER_CHARS_MAX = 100;
    private static final int NAME_CHARS_MAX = 1000;

    private static final JsonFactory FACTORY = factory(BYTES_MAX);
    private static final JsonMapper MAPPER = JsonMapper.builder(FACTORY)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            // A number is no text: what is asserted or hashed would be its digits as somebody else writes them.
            .withCoercionConfig(
                    LogicalType.Textual,
                    texts -> texts.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .build();

    private JsonBody() {}

    private static JsonFactory factory(int bytesMax) {
        return JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(DEPTH_MAX)
                        .maxStringLength(STRING_CHARS_MAX)
                        .maxNumberLength(NUMBER_CHARS_MAX)
                        .maxNameLength(NAME_CHARS_MAX)
                        .maxDocumentLength(bytesMax)
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
    }

    /**
     * {@return the body, at most {@link #BYTES_MAX} bytes of UTF-8}
     *
     * @throws ApiFailure where it is longer, which is noticed while reading, or not UTF-8
     */
    public static byte[] read(HttpServletRequest request) throws IOException {
        return read(request, BYTES_MAX);
    }

    /**
     * {@return the body, at most {@code bytesMax} bytes of UTF-8}
     *
     * @throws ApiFailure where it is longer, which is noticed while reading, or not UTF-8
     */
    public static byte[] read(HttpServletRequest request, int bytesMax) throws IOException {
        var declared = request.getContentLengthLong();
        if (declared > bytesMax) {
            throw tooLarge(bytesMax, declared + " bytes");
        }
        var body = request.getInputStream().readNBytes(bytesMax + 1);
        if (body.length > bytesMax) {
            throw tooLarge(bytesMax, "more");
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
        } catch (CharacterCodingException _) {
            throw new ApiFailure(ApiError.MALFORMED_JSON, "the body is not UTF-8");
        }
        return body;
    }

    /**
     * {@return the body as a record}
     *
     * @throws ApiFailure where it is not JSON, no object, or has a field that the record has not
     */
    public static <T> T read(HttpServletRequest request, Class<T> type) throws IOException {
        return parse(read(request), type);
    }

    /**
     * {@return {@code body} as a record}
     *
     * @throws ApiFailure where it is not JSON, no object, or has a field that the record has not
     */
    public static <T> T parse(byte[] body, Class<T> type) {
        try (var parser = parser(body)) {
            requireObject(parser);
            return MAPPER.readValue(body, type);
        } catch (UnrecognizedPropertyException e) {
            throw unknown(e.getPropertyName(), String.valueOf(e.getKnownPropertyIds()));
        } catch (JacksonException e) {
            throw malformed(e);
        }
    }

    /** {@return a strict parser over {@code body}} */
    public static JsonParser parser(byte[] body) {
        return FACTORY.createParser(tools.jackson.core.ObjectReadContext.empty(), body);
    }

    /** {@return a strict parser over {@code body}, which may be longer than other bodies} */
    public static JsonParser parser(byte[] body, int bytesMax) {
        return factory(bytesMax).createParser(tools.jackson.core.ObjectReadContext.empty(), body);
    }

    /** Advances to the object that the body must be. */
    public static void requireObject(JsonParser parser) {
        var token = parser.nextToken();
        if (token == null) {
            throw new ApiFailure(ApiError.MALFORMED_JSON, "the body is empty; it must be a JSON object");
        }
        if (token != JsonToken.START_OBJECT) {
            throw new ApiFailure(ApiError.INVALID_REQUEST, "the body must be a JSON object, it is " + name(token));
        }
    }

    /** {@return the failure for a field that the call does not know} */
    public static ApiFailure unknown(String field, String allowed) {
        return new ApiFailure(
                ApiError.UNKNOWN_PARAMETER, field, "unknown field '" + field + "'; allowed are " + allowed);
    }

    /** {@return the failure for what the parser found, with line and column} */
    public static ApiFailure malformed(JacksonException cause) {
        var at = cause.getLocation();
        var position = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
        var what =
                cause instanceof StreamReadException ? "the body is not acceptable JSON" : "a field has the wrong type";
        var error = cause instanceof StreamReadException ? ApiError.MALFORMED_JSON : ApiError.INVALID_REQUEST;
        var failure = new ApiFailure(error, what + position + ": " + reason(cause));
        if (at != null) {
            failure.with("line", at.getLineNr()).with("column", at.getColumnNr());
        }
        return failure;
    }

    /** {@return the kind of a value, for people} */
    public static String name(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            case VALUE_NULL -> "null";
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT -> "no value";
        };
    }

    /** The first line of the parser's message: what follows quotes the source. */
    private static String reason(JacksonException cause) {
        var message = cause.getOriginalMessage();
        return message == null ? "unreadable" : message.lines().findFirst().orElse("unreadable");
    }

    /** Refuses a body that was read with a higher limit, and is longer than {@link #BYTES_MAX}. */
    public static void requireShort(byte[] body) {
        if (body.length > BYTES_MAX) {
            throw tooLarge(BYTES_MAX, body.length + " bytes");
        }
    }

    private static ApiFailure tooLarge(int bytesMax, String seen) {
        var instead =
                bytesMax == BYTES_MAX ? "upload more as a file with POST /v1/files" : "send the rest in another call";
        return new ApiFailure(
                        ApiError.PAYLOAD_TOO_LARGE,
                        "a JSON body may have " + bytesMax + " bytes here, this one has " + seen + "; " + instead)
                .with("limit_bytes", bytesMax);
    }
}
