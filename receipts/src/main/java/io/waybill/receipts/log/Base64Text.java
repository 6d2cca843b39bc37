package io.waybill.receipts.log;

import java.util.Base64;

/** Standard base64 with padding (RFC 4648 section 4), in its one canonical spelling. */
final class Base64Text {

    private Base64Text() {}

    static String encode(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** The JDK's decoder takes a missing padding and stray low bits: whoever signs a spelling must meet it alone. */
    static byte[] decode(String text, String what) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException _) {
            throw new LogDataMalformed(what + " is not standard base64");
        }
        if (!encode(bytes).equals(text)) {
            throw new LogDataMalformed(what + " is not canonical base64 with padding");
        }
        return bytes;
    }
}
