package io.waybill.receipts.receipt;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.util.Arrays;

/** Bytes written one after the other, into an array that grows. */
final class ByteWriter {

    private static final byte[] ZERO = {'0'};
    private static final byte[] HEX = "0123456789abcdef".getBytes(US_ASCII);

    /** Of the largest {@code long}. */
    private static final int DIGITS_MAX = 19;

    private byte[] bytes;
    private int length;

    ByteWriter(int expected) {
        bytes = new byte[expected];
    }

    void add(char ascii) {
        ensure(1);
        bytes[length++] = (byte) ascii;
    }

    /** Writes a text that is known to be ASCII. */
    @SuppressWarnings(
            "deprecation") // String.getBytes(int, int, byte[], int) drops high bytes, of which there are none.
    void ascii(String text) {
        ensure(text.length());
        text.getBytes(0, text.length(), bytes, length);
        length += text.length();
    }

    void bytes(byte[] more) {
        ensure(more.length);
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
    }

    void decimal(long number) {
        if (number == 0) {
            bytes(ZERO);
            return;
        }
        if (number < 0) {
            add('-');
        }
        long rest = Math.abs(number);
        int digits = 1;
        for (long least = 10; digits < DIGITS_MAX && rest >= least; least *= 10) {
            digits++;
        }
        padded(rest, digits);
    }

    /** Writes a number that is not negative with exactly so many digits. */
    void padded(long number, int digits) {
        ensure(digits);
        long rest = number;
        for (int at = length + digits - 1; at >= length; at--) {
            bytes[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
    }

    /** Writes a part of an array, two digits a byte. */
    void hex(byte[] source, int offset, int count) {
        ensure(2 * count);
        int at = length;
        for (int i = offset; i < offset + count; i++) {
            bytes[at++] = HEX[source[i] >> 4 & 15];
            bytes[at++] = HEX[source[i] & 15];
        }
        length = at;
    }

    /** Forgets what was written. */
    void clear() {
        length = 0;
    }

    /** Ends a hash with what was written. */
    void digest(MessageDigest sha256, byte[] target, int offset) {
        sha256.update(bytes, 0, length);
        Sha256.finish(sha256, target, offset);
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    private void ensure(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
