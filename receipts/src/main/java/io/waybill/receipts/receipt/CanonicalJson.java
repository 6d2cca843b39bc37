package io.waybill.receipts.receipt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The JSON of receipts: RFC 8785 over the part of JSON on which all programs agree.
 *
 * <p>A value is a {@link String}, {@link Long}, {@link Boolean}, {@link List} or {@link Map} of such. There is no null
 * (a member that says nothing is left out), no fraction and no exponent; integers lie within ±(2^53−1); strings are in
 * Unicode's form NFC and hold no lone surrogate; no object names a member twice.
 */
public final class CanonicalJson {

    /** How deep objects and arrays may be nested. Receipts need 2, packs 4. */
    public static final int DEPTH_MAX = 8;

    /** The largest integer on which all programs agree (RFC 7493, section 2.2). */
    public static final long INTEGER_MAX = (1L << 53) - 1;

    private CanonicalJson() {}

    /**
     * {@return the object that bytes hold}
     *
     * @param bytesMax how many bytes are read at most
     * @throws NotCanonical if they are not UTF-8, not one JSON object, or not exactly its canonical form
     */
    public static Map<String, Object> readObject(byte[] utf8, int bytesMax) {
        if (utf8.length > bytesMax) {
            throw new NotCanonical("%d bytes, at most %d are allowed".formatted(utf8.length, bytesMax));
        }
        Object value = new JsonReader(utf8).readAll();
        if (!(value instanceof Map<?, ?> map)) {
            throw new NotCanonical("a JSON object is expected");
        }
        Map<String, Object> object = object(map);
        byte[] canonical = write(object);
        if (!Arrays.equals(canonical, utf8)) {
            throw new NotCanonical(
                    "not in canonical form (RFC 8785) from byte %d on: members are sorted, without spaces"
                            .formatted(Arrays.mismatch(canonical, utf8)));
        }
        return object;
    }

    /**
     * {@return the canonical bytes of an object}
     *
     * @throws NotCanonical if it has none
     */
    public static byte[] write(Map<String, ?> object) {
        ByteWriter out = new ByteWriter(512);
        writeValue(out, object, 1);
        return out.toBytes();
    }

    /** {@return a JSON object, given what was read as one} */
    static Map<String, Object> object(Map<?, ?> map) {
        Map<String, Object> object = new TreeMap<>();
        map.forEach((name, value) -> object.put((String) requireNonNull(name, "name"), requireNonNull(value, "value")));
        return object;
    }

    private static void writeValue(ByteWriter out, Object value, int depth) {
        switch (value) {
            case String text -> writeString(out, text);
            case Long number -> writeInteger(out, number);
            case Integer number -> writeInteger(out, number);
            case Boolean flag -> out.ascii(flag ? "true" : "false");
            case List<?> list -> {
                checkDepth(depth);
                out.add('[');
                String comma = "";
                for (Object element : list) {
                    out.ascii(comma);
                    writeValue(out, requireNonNull(element, "element"), depth + 1);
                    comma = ",";
                }
                out.add(']');
            }
            case Map<?, ?> map -> {
                checkDepth(depth);
                out.add('{');
                String comma = "";
                // RFC 8785, section 3.2.3: by UTF-16 code units, as String compares.
                for (Map.Entry<String, Object> member : object(map).entrySet()) {
                    out.ascii(comma);
                    writeString(out, member.getKey());
                    out.add(':');
                    writeValue(out, member.getValue(), depth + 1);
                    comma = ",";
                }
                out.add('}');
            }
            default ->
                throw new NotCanonical("a %s is not allowed: strings, integers, true, false, arrays and objects are"
                        .formatted(value.getClass().getSimpleName()));
        }
    }

    static void checkDepth(int depth) {
        if (depth > DEPTH_MAX) {
            throw new NotCanonical("nested deeper than " + DEPTH_MAX);
        }
    }

    static void writeInteger(ByteWriter out, long number) {
        if (number > INTEGER_MAX || number < -INTEGER_MAX) {
            throw new NotCanonical("the integer %d is beyond 2^53-1: write it as a string".formatted(number));
        }
        out.decimal(number);
    }

    /** Writes a string with the escapes of RFC 8785, section 3.2.2.2. */
    static void writeString(ByteWriter out, String text) {
        boolean plain = true;
        for (int at = 0; at < text.length() && plain; at++) {
            char unit = text.charAt(at);
            plain = unit >= 0x20 && unit < 0x7f && unit != '"' && unit != '\\';
        }
        out.add('"');
        if (plain) {
            out.ascii(text);
        } else {
            writeEscaped(out, Text.check(text));
        }
        out.add('"');
    }

    private static void writeEscaped(ByteWriter out, String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int at = 0; at < text.length(); at++) {
            char unit = text.charAt(at);
            switch (unit) {
                case '"' -> escaped.append("\\\"");
                case '\\' -> escaped.append("\\\\");
                case '\b' -> escaped.append("\\b");
                case '\t' -> escaped.append("\\t");
                case '\n' -> escaped.append("\\n");
                case '\f' -> escaped.append("\\f");
                case '\r' -> escaped.append("\\r");
                default -> {
                    if (unit < 0x20) {
                        escaped.append("\\u%04x".formatted((int) unit));
                    } else {
                        escaped.append(unit);
                    }
                }
            }
        }
        out.bytes(escaped.toString().getBytes(UTF_8));
    }
}
