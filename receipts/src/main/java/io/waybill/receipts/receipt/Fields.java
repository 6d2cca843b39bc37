package io.waybill.receipts.receipt;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/** What the fields of a receipt may hold. Checks cost nanoseconds: a batch has a million receipts. */
final class Fields {

    /** The longest id: ids of the platform have at most 48 characters. */
    static final int ID_MAX = 128;

    /** The longest free text: names of models and labels that clients choose. */
    static final int TEXT_MAX = 256;

    /** The most entries of a map of names: a receipt must stay under 16 KiB. */
    static final int NAMES_MAX = 16;

    private Fields() {}

    static void checkText(String name, String value, int charactersMax) {
        requireNonNull(value, name);
        if (value.isEmpty() || value.length() > charactersMax) {
            throw new IllegalArgumentException(
                    "%s: %d characters, 1 to %d are allowed".formatted(name, value.length(), charactersMax));
        }
        for (int at = 0; at < value.length(); at++) {
            if (value.charAt(at) >= 0x7f || value.charAt(at) < 0x20) {
                checkUnusual(name, value);
                return;
            }
        }
    }

    private static void checkUnusual(String name, String value) {
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(name + ": control characters are not allowed");
        }
        try {
            Text.check(value);
        } catch (NotCanonical e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
    }

    static void checkHash(String name, String value) {
        requireNonNull(value, name);
        boolean right = value.length() == 64;
        for (int at = 0; at < value.length() && right; at++) {
            right = isHex(value.charAt(at));
        }
        if (!right) {
            throw new IllegalArgumentException(name + ": 64 lower-case hexadecimal digits are expected");
        }
    }

    static boolean isHex(char digit) {
        return (digit >= '0' && digit <= '9') || (digit >= 'a' && digit <= 'f');
    }

    static void checkNames(String name, Map<String, String> values) {
        if (values.size() > NAMES_MAX) {
            throw new IllegalArgumentException(
                    "%s: %d entries, at most %d are allowed".formatted(name, values.size(), NAMES_MAX));
        }
        values.forEach((key, value) -> {
            checkText(name + "'s name", key, 64);
            checkText(name + "." + key, value, TEXT_MAX);
        });
    }

    static void checkRange(String name, long value, long min) {
        if (value < min || value > CanonicalJson.INTEGER_MAX) {
            throw new IllegalArgumentException("%s: %d is out of range".formatted(name, value));
        }
    }
}
