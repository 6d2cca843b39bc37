package io.waybill.activities.file;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that fails once it has yielded more than is allowed. */
final class LimitedStream extends FilterInputStream {

    private final long bytesMax;
    private long bytesRead;

    LimitedStream(InputStream in, long bytesMax) {
        super(in);
        this.bytesMax = bytesMax;
    }

    /** {@return whether it failed for its length} */
    boolean isTooLong() {
        return bytesRead > bytesMax;
    }

    @Override
    public int read() throws IOException {
        int read = super.read();
        count(read < 0 ? 0 : 1);
        return read;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = super.read(buffer, offset, length);
        count(Math.max(read, 0));
        return read;
    }

    @Override
    public long skip(long bytes) throws IOException {
        long skipped = super.skip(bytes);
        count(skipped);
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void count(long bytes) throws IOException {
        bytesRead += bytes;
        if (isTooLong()) {
            throw new IOException("longer than " + bytesMax + " bytes");
        }
    }
}
