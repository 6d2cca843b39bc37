package io.waybill.receipts.receipt;

import java.text.Normalizer;

/** Strings that all programs read as the same code points. */
final class Text {

    private Text() {}

    /**
     * {@return the text itself}
     *
     * @throws NotCanonical if it holds a lone surrogate or is not in form NFC
     */
    static String check(String text) {
        for (int at = 0; at < text.length(); at++) {
            char unit = text.charAt(at);
            if (Character.isHighSurrogate(unit)
                    && at + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(at + 1))) {
                at++;
            } else if (Character.isSurrogate(unit)) {
                throw new NotCanonical("a string holds the lone surrogate U+%04X".formatted((int) unit));
            }
        }
        if (!Normalizer.isNormalized(text, Normalizer.Form.NFC)) {
            throw new NotCanonical("a string is not in Unicode's form NFC");
        }
        return text;
    }
}
