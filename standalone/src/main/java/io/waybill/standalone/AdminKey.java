package io.waybill.standalone;

import io.waybill.standalone.data.Secrets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.zip.CRC32;

/** The operator's key of one data directory, in the form of all keys: prefix, id, secret, checksum. */
final class AdminKey {

    private static final String PREFIX = "wb_admin_";
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int ID_LENGTH = 10;
    private static final int SECRET_LENGTH = 43;
    private static final int CHECKSUM_LENGTH = 6;

    private AdminKey() {}

    /** {@return the key, made on first use} */
    static String of(Secrets secrets) throws IOException {
        return secrets.keep("admin-key", AdminKey::make);
    }

    private static String make() {
        var random = new SecureRandom();
        var text = new StringBuilder(PREFIX);
        append(text, random, ID_LENGTH);
        text.append('_');
        append(text, random, SECRET_LENGTH);
        return text + checksum(text.toString());
    }

    private static void append(StringBuilder text, SecureRandom random, int length) {
        for (int i = 0; i < length; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
    }

    private static String checksum(String text) {
        var crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.US_ASCII));
        long rest = crc.getValue();
        var digits = new StringBuilder();
        for (int i = 0; i < CHECKSUM_LENGTH; i++) {
            digits.append(ALPHABET.charAt((int) (rest % ALPHABET.length())));
            rest /= ALPHABET.length();
        }
        return digits.reverse().toString();
    }
}
