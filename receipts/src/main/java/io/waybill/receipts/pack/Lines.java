package io.waybill.receipts.pack;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Lines of bytes, none longer than a pack's may be, and the digest of those before the last. */
final class Lines {

    private static final int BUFFER_BYTES = 1 << 16;

    private final InputStream in;
    private final MessageDigest sha256 = PackFormat.sha256();
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int at;
    private int filled;
    private byte[] line = new byte[4096];
    private int length;
    private boolean terminated;
    private long number;

    Lines(InputStream in) {
        this.in = in;
    }

    /** {@return the next line without its newline, or null at the end} */
    byte @Nullable [] next() throws IOException {
        if (terminated) {
            sha256.update(line, 0, length);
            sha256.update((byte) '\n');
        }
        length = 0;
        terminated = false;
        while (fill()) {
            int end = at;
            while (end < filled && buffer[end] != '\n') {
                end++;
            }
            append(end);
            if (end < filled) {
                at = end + 1;
                terminated = true;
                number++;
                return Arrays.copyOf(line, length);
            }
            at = end;
        }
        if (length == 0) {
            return null;
        }
        number++;
        return Arrays.copyOf(line, length);
    }

    /** {@return whether a newline followed the last line} */
    boolean terminated() {
        return terminated;
    }

    /** {@return the number of the last line, from 1} */
    long number() {
        return number;
    }

    /** {@return the SHA-256 of all lines before the last, with their newlines, in hexadecimal} */
    String digestBefore() {
        return PackFormat.HEX.formatHex(sha256.digest());
    }

    private void append(int end) {
        int more = end - at;
        if (length + more > PackFormat.LINE_BYTES_MAX) {
            throw new PackUnreadable(
                    "line %d is longer than %d bytes".formatted(number + 1, PackFormat.LINE_BYTES_MAX));
        }
        if (length + more > line.length) {
            line = Arrays.copyOf(line, Math.max(line.length * 2, length + more));
        }
        System.arraycopy(buffer, at, line, length, more);
        length += more;
    }

    private boolean fill() throws IOException {
        if (at == filled) {
            at = 0;
            filled = Math.max(0, in.read(buffer));
        }
        return at < filled;
    }
}
