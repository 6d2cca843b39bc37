package io.waybill.activities.file;

import io.waybill.storage.hash.Sha256;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * A range of an object. Where a hash is given, the last bytes are given out only after all of them were compared with
 * it: a reader that got everything got the right thing.
 */
final class CheckedRange extends InputStream {

    private static final int BUFFER_BYTES = 64 * 1024;

    private final InputStream in;
    private final String what;
    private final Sha256 hash = new Sha256();

    /** Null where the range is read in part. */
    private final @Nullable String sha256;

    private final byte[] buffer;
    private int position;
    private int limit;
    private long bytesLeft;

    /**
     * Reads {@code bytes} of {@code in}, and closes it.
     *
     * @param sha256 lower-case hex; null where nothing is to be checked
     * @param what names the range in messages
     */
    CheckedRange(InputStream in, long bytes, @Nullable String sha256, String what) {
        this.in = in;
        this.bytesLeft = bytes;
        this.sha256 = sha256;
        this.what = what;
        this.buffer = new byte[(int) Math.min(BUFFER_BYTES, Math.max(bytes, 1))];
    }

    @Override
    public int read() throws IOException {
        return fill() ? Byte.toUnsignedInt(buffer[position++]) : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, limit - position);
        System.arraycopy(buffer, position, target, offset, count);
        position += count;
        return count;
    }

    @Override
    public int available() {
        return limit - position;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private boolean fill() throws IOException {
        if (position < limit) {
            return true;
        }
        if (bytesLeft == 0) {
            return false;
        }
        int wanted = (int) Math.min(buffer.length, bytesLeft);
        int read = in.readNBytes(buffer, 0, wanted);
        if (read < wanted) {
            throw new IOException(what + " ends " + (bytesLeft - read) + " bytes early");
        }
        bytesLeft -= read;
        check(read);
        position = 0;
        limit = read;
        return true;
    }

    private void check(int read) throws IOException {
        if (sha256 == null) {
            return;
        }
        hash.update(buffer, 0, read);
        if (bytesLeft > 0) {
            return;
        }
        String found = hash.hex();
        if (!found.equals(sha256)) {
            bytesLeft = 0;
            throw new IOException(what + " has SHA-256 " + found + ", recorded is " + sha256);
        }
    }
}
