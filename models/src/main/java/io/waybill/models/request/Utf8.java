package io.waybill.models.request;

/**
 * Strict UTF-8, by table 3-7 of the Unicode standard: no overlong forms, no surrogates, nothing above U+10FFFF; and no
 * NUL, which neither PostgreSQL nor most clients keep.
 */
final class Utf8 {

    private Utf8() {}

    /** {@return the position of the first byte that is not allowed, or -1} */
    static int firstBad(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to) {
            byte b = bytes[i];
            if (b > 0) {
                i++;
                continue;
            }
            int length = sequence(bytes, i, to);
            if (length == 0) {
                return i;
            }
            i += length;
        }
        return -1;
    }

    /** {@return bytes of the sequence at {@code i}; 0 where it is not one} */
    private static int sequence(byte[] bytes, int i, int to) {
        int lead = bytes[i] & 0xFF;
        if (lead >= 0xC2 && lead <= 0xDF) {
            return continued(bytes, i + 1, to, 0x80, 0xBF) ? 2 : 0;
        }
        if (lead >= 0xE0 && lead <= 0xEF) {
            int low = lead == 0xE0 ? 0xA0 : 0x80;
            int high = lead == 0xED ? 0x9F : 0xBF;
            return continued(bytes, i + 1, to, low, high) && continued(bytes, i + 2, to, 0x80, 0xBF) ? 3 : 0;
        }
        if (lead >= 0xF0 && lead <= 0xF4) {
            int low = lead == 0xF0 ? 0x90 : 0x80;
            int high = lead == 0xF4 ? 0x8F : 0xBF;
            return continued(bytes, i + 1, to, low, high)
                            && continued(bytes, i + 2, to, 0x80, 0xBF)
                            && continued(bytes, i + 3, to, 0x80, 0xBF)
                    ? 4
                    : 0;
        }
        return 0;
    }

    private static boolean continued(byte[] bytes, int i, int to, int low, int high) {
        return i < to && (bytes[i] & 0xFF) >= low && (bytes[i] & 0xFF) <= high;
    }

    /** {@return whether {@code text} has a surrogate without its other half; escapes can make one} */
    static boolean hasLoneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return true;
            }
        }
        return false;
    }
}
