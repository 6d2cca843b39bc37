package io.waybill.receipts.receipt;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads the JSON of {@link CanonicalJson}, and says of anything else where it is and what is wrong with it. */
final class JsonReader {

    /** The digits of 2^53-1; longer numbers are refused before they are read. */
    private static final int DIGITS_MAX = 16;

    private final String text;
    private int at;

    JsonReader(byte[] utf8) {
        try {
            text = UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
        } catch (CharacterCodingException e) {
            throw new NotCanonical("not UTF-8");
        }
    }

    Object readAll() {
        Object value = readValue(1);
        space();
        if (at < text.length()) {
            throw wrong("something follows the JSON value");
        }
        return value;
    }

    private Object readValue(int depth) {
        space();
        return switch (peek()) {
            case '{' -> readObject(depth);
            case '[' -> readArray(depth);
            case '"' -> readString();
            case 't' -> readWord("true", true);
            case 'f' -> readWord("false", false);
            case 'n' -> throw wrong("null is not allowed: leave the member out");
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> readInteger();
            case '\0' -> throw wrong(at < text.length() ? "not JSON" : "the JSON ends too early");
            default -> throw wrong("not JSON");
        };
    }

    private Map<String, Object> readObject(int depth) {
        CanonicalJson.checkDepth(depth);
        Map<String, Object> object = new TreeMap<>();
        at++;
        if (skip('}')) {
            return object;
        }
        do {
            space();
            if (peek() != '"') {
                throw wrong("a member's name is expected");
            }
            String name = readString();
            expect(':');
            if (object.put(name, readValue(depth + 1)) != null) {
                throw wrong("the member '%s' stands twice in an object".formatted(name));
            }
        } while (skip(','));
        expect('}');
        return object;
    }

    private List<Object> readArray(int depth) {
        CanonicalJson.checkDepth(depth);
        List<Object> array = new ArrayList<>();
        at++;
        if (skip(']')) {
            return array;
        }
        do {
            array.add(readValue(depth + 1));
        } while (skip(','));
        expect(']');
        return array;
    }

    private String readString() {
        int start = ++at;
        while (at < text.length() && text.charAt(at) != '"' && text.charAt(at) != '\\' && text.charAt(at) >= 0x20) {
            at++;
        }
        if (peek() == '"') {
            return Text.check(text.substring(start, at++));
        }
        StringBuilder read = new StringBuilder().append(text, start, at);
        while (peek() != '"') {
            char unit = peek();
            if (unit < 0x20) {
                throw wrong(at < text.length() ? "a control character in a string" : "the JSON ends in a string");
            }
            at++;
            read.append(unit == '\\' ? readEscape() : unit);
        }
        at++;
        return Text.check(read.toString());
    }

    private char readEscape() {
        char letter = peek();
        at++;
        return switch (letter) {
            case '"', '\\', '/' -> letter;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> readHex();
            default -> throw wrong("an unknown escape in a string");
        };
    }

    private char readHex() {
        if (at + 4 > text.length()) {
            throw wrong("the JSON ends in a string");
        }
        int unit = 0;
        for (int end = at + 4; at < end; at++) {
            int digit = Character.digit(text.charAt(at), 16);
            if (digit < 0 || text.charAt(at) > 'f') {
                throw wrong("four hexadecimal digits are expected");
            }
            unit = unit * 16 + digit;
        }
        return (char) unit;
    }

    private Long readInteger() {
        int start = at;
        if (peek() == '-') {
            at++;
        }
        while (peek() >= '0' && peek() <= '9') {
            at++;
        }
        if (peek() == '.' || peek() == 'e' || peek() == 'E') {
            throw wrong("a number with a fraction or exponent is not allowed");
        }
        String digits = text.substring(start, at);
        String magnitude = digits.startsWith("-") ? digits.substring(1) : digits;
        if (magnitude.isEmpty() || digits.equals("-0") || (magnitude.length() > 1 && magnitude.startsWith("0"))) {
            throw wrong("'%s' is not how an integer is written".formatted(digits));
        }
        if (magnitude.length() > DIGITS_MAX || Long.parseLong(magnitude) > CanonicalJson.INTEGER_MAX) {
            throw wrong("an integer beyond 2^53-1");
        }
        return Long.valueOf(digits);
    }

    private Object readWord(String word, boolean value) {
        if (!text.startsWith(word, at)) {
            throw wrong("not JSON");
        }
        at += word.length();
        return value;
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private boolean skip(char wanted) {
        space();
        if (peek() != wanted) {
            return false;
        }
        at++;
        return true;
    }

    private void expect(char wanted) {
        if (!skip(wanted)) {
            throw wrong(at < text.length() ? "'%s' is expected".formatted(wanted) : "the JSON ends too early");
        }
    }

    private void space() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private NotCanonical wrong(String what) {
        return new NotCanonical("%s (character %d)".formatted(what, at));
    }
}
