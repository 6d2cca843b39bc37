package io.waybill.activities.key;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * The text of a key, {@code wb_<env>_<id:10><_><secret:43><crc32:6>}. The last six characters are the CRC-32 of all
 * before them, in base 62, so that a mistyped key is told from an unknown one without a query, and so that scanners for
 * leaked secrets recognise keys.
 */
final class KeyFormat {

    static final int ID_CHARACTERS = 10;

    /** 43 characters of base 62 are 256 bits. */
    static final int SECRET_CHARACTERS = 43;

    static final int CHECKSUM_CHARACTERS = 6;

    static final int LAST_CHARACTERS = 4;

    private static final String BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final Pattern ENVIRONMENT = Pattern.compile("[a-z0-9]{1,16}");
    private static final Pattern KEY = Pattern.compile("wb_" + ENVIRONMENT + "_([0-9A-Za-z]{" + ID_CHARACTERS
            + "})_[0-9A-Za-z]{" + (SECRET_CHARACTERS + CHECKSUM_CHARACTERS) + "}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private KeyFormat() {}

    static boolean isEnvironment(String text) {
        return ENVIRONMENT.matcher(text).matches();
    }

    /** {@return a new id} */
    static String nextId() {
        return random(ID_CHARACTERS);
    }

    /** {@return a new key} */
    static Parsed next(String environment) {
        String id = random(ID_CHARACTERS);
        String body = "wb_" + environment + "_" + id + "_" + random(SECRET_CHARACTERS);
        return new Parsed(id, body + checksum(body));
    }

    /** {@return the key in {@code text}, or empty where form or checksum are wrong} */
    static Optional<Parsed> parse(String text) {
        var match = KEY.matcher(text);
        if (!match.matches()) {
            return Optional.empty();
        }
        int bodyLength = text.length() - CHECKSUM_CHARACTERS;
        if (!checksum(text.substring(0, bodyLength)).equals(text.substring(bodyLength))) {
            return Optional.empty();
        }
        return Optional.of(new Parsed(match.group(1), text));
    }

    static String checksum(String body) {
        var crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));
        long rest = crc.getValue();
        var digits = new StringBuilder(CHECKSUM_CHARACTERS);
        for (int i = 0; i < CHECKSUM_CHARACTERS; i++) {
            digits.append(BASE62.charAt((int) (rest % BASE62.length())));
            rest /= BASE62.length();
        }
        return digits.reverse().toString();
    }

    private static String random(int characters) {
        var text = new StringBuilder(characters);
        for (int i = 0; i < characters; i++) {
            text.append(BASE62.charAt(RANDOM.nextInt(BASE62.length())));
        }
        return text.toString();
    }

    /** A well-formed key. */
    record Parsed(String id, String text) {

        Parsed {
            requireNonNull(id, "id");
            requireNonNull(text, "text");
        }

        /** {@return how it begins, {@code wb_<env>}} */
        String prefix() {
            return text.substring(0, text.indexOf('_', 3));
        }

        /** {@return the end of its secret, by which people tell their keys apart} */
        String last4() {
            int end = text.length() - CHECKSUM_CHARACTERS;
            return text.substring(end - LAST_CHARACTERS, end);
        }

        @Override
        public String toString() {
            return "Parsed[id=" + id + "]";
        }
    }
}
