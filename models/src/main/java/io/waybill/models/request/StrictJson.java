package io.waybill.models.request;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A streaming reader of one JSON text that lets nothing doubtful through. Not thread-safe; used once. */
final class StrictJson implements AutoCloseable {

    /** Deeper input is an attack or a mistake; every request has at most four levels. */
    static final int NESTING_MAX = 64;

    /** A line is at most 1 MiB; longer strings than a million characters do not fit in. */
    static final int STRING_CHARS_MAX = 1 << 20;

    private static final int NAME_CHARS_MAX = 1_024;

    private static final JsonFactory FACTORY = ((JsonFactoryBuilder) JsonFactory.builder())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            // Names are the client's: interned, they would stay for ever; a clash of hashes must not be an error.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(NESTING_MAX)
                    .maxStringLength(STRING_CHARS_MAX)
                    .maxNameLength(NAME_CHARS_MAX)
                    .build())
            .build();

    private final JsonParser parser;
    private final int from;

    /** Whether an escape may make half a surrogate pair, so that every string must be looked at. */
    private final boolean surrogateEscapes;

    private StrictJson(byte[] bytes, int from, int to) throws IOException {
        this.parser = FACTORY.createParser(bytes, from, to - from);
        this.from = from;
        this.surrogateEscapes = surrogateEscapes(bytes, from, to);
    }

    /**
     * Opens bytes that nobody has checked.
     *
     * @throws RequestRejected where they are not UTF-8 or hold NUL
     */
    static StrictJson open(byte[] bytes, int from, int to) throws IOException {
        int bad = Utf8.firstBad(bytes, from, to);
        if (bad >= 0) {
            String what = bytes[bad] == 0 ? "has a NUL" : "is not UTF-8";
            throw rejected(ItemError.invalid_json, what + " at byte " + (bad - from + 1));
        }
        if (to - from >= 3
                && bytes[from] == (byte) 0xEF
                && bytes[from + 1] == (byte) 0xBB
                && bytes[from + 2] == (byte) 0xBF) {
            throw rejected(
                    ItemError.invalid_json, "starts with a byte order mark, allowed at the start of a file only");
        }
        return new StrictJson(bytes, from, to);
    }

    /** Opens bytes that {@link #open} has gone through before, as part of a larger text. */
    static StrictJson reopen(byte[] bytes, int from, int to) throws IOException {
        return new StrictJson(bytes, from, to);
    }

    /** {@return the next token; null at the end} */
    @Nullable
    JsonToken next() throws IOException {
        JsonToken token = parser.nextToken();
        if (surrogateEscapes && (token == JsonToken.VALUE_STRING || token == JsonToken.FIELD_NAME)) {
            if (Utf8.hasLoneSurrogate(parser.getText())) {
                throw rejected(
                        ItemError.invalid_json, "has an escape for half of a surrogate pair before byte " + end());
            }
        }
        return token;
    }

    /** {@return the name or string just read} */
    String text() throws IOException {
        return parser.getText();
    }

    /** {@return the number just read, or empty where it is none or no int} */
    @Nullable
    Integer integer() throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT
                || parser.getNumberType() != JsonParser.NumberType.INT) {
            return null;
        }
        return parser.getIntValue();
    }

    /** {@return the number just read, exactly} */
    BigDecimal decimal() throws IOException {
        return parser.getDecimalValue();
    }

    /** {@return where the token just read starts in the bytes} */
    int tokenStart() {
        return from + (int) parser.currentTokenLocation().getByteOffset();
    }

    /** {@return the position after what was read} */
    int position() {
        return from + (int) parser.currentLocation().getByteOffset();
    }

    private long end() {
        return parser.currentLocation().getByteOffset();
    }

    /** Goes past the value just begun, checking it like any other. */
    void skip(@Nullable JsonToken token) throws IOException {
        if (token == null || !token.isStructStart()) {
            return;
        }
        int depth = 1;
        while (depth > 0) {
            JsonToken next = next();
            if (next == null) {
                return;
            }
            depth += next.isStructStart() ? 1 : next.isStructEnd() ? -1 : 0;
        }
    }

    /** Rejects whatever follows the text's value. */
    void requireEnd(String what) throws IOException {
        if (next() != null) {
            throw rejected(ItemError.invalid_json, "has something after " + what + ", before byte " + end());
        }
    }

    /** {@return the rejection for what the parser found} */
    static RequestRejected rejected(JsonProcessingException e) {
        long at = e.getLocation() == null ? 0 : Math.max(1, e.getLocation().getByteOffset());
        String reason = switch (e) {
            case StreamConstraintsException c -> constraint(c);
            case JsonEOFException _ -> "is not JSON: it ends too early";
            default ->
                String.valueOf(e.getOriginalMessage()).startsWith("Duplicate field")
                        ? "has a key twice in one object"
                        : "is not JSON";
        };
        return rejected(ItemError.invalid_json, reason + ", at byte " + at);
    }

    private static String constraint(StreamConstraintsException e) {
        String message = String.valueOf(e.getOriginalMessage()).toLowerCase(Locale.ROOT);
        if (message.contains("depth")) {
            return "is nested deeper than " + NESTING_MAX + " levels";
        }
        if (message.contains("name")) {
            return "has a key of more than " + NAME_CHARS_MAX + " characters";
        }
        return message.contains("string")
                ? "has a string of more than " + STRING_CHARS_MAX + " characters"
                : "has a number of too many digits";
    }

    private static RequestRejected rejected(ItemError error, String what) {
        return new RequestRejected(new RequestProblem(error, null, "the text " + what));
    }

    private static boolean surrogateEscapes(byte[] bytes, int from, int to) {
        for (int i = from; i + 2 < to; i++) {
            if (bytes[i] == '\\' && bytes[i + 1] == 'u' && (bytes[i + 2] | 0x20) == 'd') {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
