package io.waybill.models.request;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of a batch: {@code {"custom_id", "method", "url", "body"}}. A view of the bytes that it was read from, valid
 * as long as they are. Other top-level fields are allowed and ignored.
 *
 * @param customId 1..256 characters, at most 512 bytes, no control characters
 * @param method always {@code POST}
 * @param url as it stands in the line
 * @param buffer holds the body
 * @param bodyFrom first byte of the body's object
 * @param bodyTo end of the body
 */
@SuppressWarnings("ArrayRecordComponent") // a view: copying each line would cost the hot path
public record ItemLine(String customId, String method, String url, byte[] buffer, int bodyFrom, int bodyTo) {

    /** The endpoints that batches can run, the one first that is meant where none is named. */
    public static final List<String> ENDPOINTS =
            List.of("/v1/embeddings", "/v1/chat/completions", "/v1/completions", "/v1/responses");

    private static final int CUSTOM_ID_CHARS_MAX = 256;

    /** The unique index on it must stay well under a third of a page. */
    private static final int CUSTOM_ID_BYTES_MAX = 512;

    private static final String BODY = "body";

    /** Checks that what must be there is. */
    public ItemLine {
        requireNonNull(customId, "customId");
        requireNonNull(method, "method");
        requireNonNull(url, "url");
        requireNonNull(buffer, "buffer");
    }

    /**
     * Reads a line, its end not included.
     *
     * @throws RequestRejected where it is blank, not strict JSON, no object, or a field is missing or wrong; with the
     *     custom_id where that was read
     */
    public static ItemLine parse(byte[] buffer, int from, int to) {
        if (blank(buffer, from, to)) {
            throw new RequestRejected(new RequestProblem(ItemError.blank_line, null, "the line is blank"));
        }
        Fields fields = new Fields();
        try (StrictJson json = StrictJson.open(buffer, from, to)) {
            JsonToken first = json.next();
            if (first != JsonToken.START_OBJECT) {
                throw new RequestRejected(new RequestProblem(
                        ItemError.not_an_object, null, "the line is JSON but not an object: allowed is {...}"));
            }
            fields.read(json);
            json.requireEnd("the object");
            return fields.line(buffer);
        } catch (JsonProcessingException e) {
            throw fields.rejected(StrictJson.rejected(e));
        } catch (RequestRejected e) {
            throw fields.rejected(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Checks the url against the batch's.
     *
     * @param endpoint what the batch runs, or null where each line says it
     * @throws RequestRejected with {@link ItemError#invalid_url}
     */
    public void requireUrl(@Nullable String endpoint) {
        List<String> allowed = endpoint == null ? ENDPOINTS : List.of(endpoint);
        if (!allowed.contains(url)) {
            String what = endpoint == null ? "url is not one that batches can run" : "url is not the batch's endpoint";
            throw new RequestRejected(
                    new RequestProblem(ItemError.invalid_url, "url", what + ": allowed are " + allowed), customId);
        }
    }

    /** {@return SHA-256 of the body's bytes, lower-case hex} */
    public String bodySha256() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(buffer, bodyFrom, bodyTo - bodyFrom);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static boolean blank(byte[] buffer, int from, int to) {
        for (int i = from; i < to; i++) {
            if (buffer[i] != ' ' && buffer[i] != '\t' && buffer[i] != '\r' && buffer[i] != '\n') {
                return false;
            }
        }
        return true;
    }

    /** What was read so far; so that a line that fails later is still named by its custom_id. */
    private static final class Fields {

        private @Nullable String customId;
        private @Nullable String method;
        private @Nullable String url;
        private @Nullable RequestProblem problem;
        private int bodyFrom = -1;
        private int bodyTo = -1;

        void read(StrictJson json) throws IOException {
            JsonToken token = json.next();
            while (token == JsonToken.FIELD_NAME) {
                String name = json.text();
                JsonToken value = json.next();
                switch (name) {
                    case "custom_id" -> customId = customId(string(json, name, value));
                    case "method" -> method = string(json, name, value);
                    case "url" -> url = string(json, name, value);
                    case BODY -> body(json, value);
                    default -> {
                        // Other fields are the client's own.
                    }
                }
                if (!name.equals(BODY)) {
                    json.skip(value);
                }
                token = json.next();
            }
        }

        private void body(StrictJson json, @Nullable JsonToken value) throws IOException {
            if (value != JsonToken.START_OBJECT) {
                note(invalid(BODY, "body is " + kind(value) + ", allowed is an object"));
                json.skip(value);
                return;
            }
            bodyFrom = json.tokenStart();
            json.skip(value);
            bodyTo = json.position();
        }

        private @Nullable String string(StrictJson json, String name, @Nullable JsonToken value) throws IOException {
            if (value == JsonToken.VALUE_STRING) {
                return json.text();
            }
            note(invalid(name, name + " is " + kind(value) + ", allowed is a string"));
            return null;
        }

        private @Nullable String customId(@Nullable String text) {
            if (text == null) {
                return null;
            }
            if (text.isEmpty()
                    || text.codePointCount(0, text.length()) > CUSTOM_ID_CHARS_MAX
                    || text.getBytes(StandardCharsets.UTF_8).length > CUSTOM_ID_BYTES_MAX) {
                note(invalid(
                        "custom_id",
                        "custom_id has " + text.codePointCount(0, text.length()) + " characters, allowed are 1 to "
                                + CUSTOM_ID_CHARS_MAX + ", at most " + CUSTOM_ID_BYTES_MAX + " bytes"));
                return null;
            }
            if (text.chars().anyMatch(Character::isISOControl)) {
                note(invalid("custom_id", "custom_id has a control character, allowed are none"));
                return null;
            }
            return text;
        }

        /** Keeps the first problem: the line is read on, so that broken JSON behind it is found as such. */
        private void note(RequestProblem found) {
            if (problem == null) {
                problem = found;
            }
        }

        ItemLine line(byte[] buffer) {
            if (problem != null) {
                throw new RequestRejected(problem);
            }
            String id = required("custom_id", customId);
            String verb = required("method", method);
            if (!verb.equals("POST")) {
                throw new RequestRejected(
                        new RequestProblem(ItemError.invalid_method, "method", "method is not POST: allowed is POST"));
            }
            String endpoint = required("url", url);
            if (bodyFrom < 0) {
                throw new RequestRejected(invalid(BODY, "body is missing"));
            }
            return new ItemLine(id, verb, endpoint, buffer, bodyFrom, bodyTo);
        }

        private static String required(String name, @Nullable String value) {
            if (value == null) {
                throw new RequestRejected(invalid(name, name + " is missing"));
            }
            return value;
        }

        RequestRejected rejected(RequestRejected e) {
            return new RequestRejected(e.problem(), customId);
        }

        private static RequestProblem invalid(String param, String message) {
            return new RequestProblem(ItemError.invalid_request, param, message);
        }
    }

    /** {@return what a value is, for people} */
    static String kind(@Nullable JsonToken token) {
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            case VALUE_NULL -> "null";
            case null, default -> "nothing";
        };
    }
}
