package io.waybill.storage.object;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of an object; where the connection breaks, it goes on from the byte it had reached, in the same version of
 * the object (by its ETag). Not thread-safe, as streams are.
 */
final class ObjectStream extends InputStream {

    /** Breaks without a byte between them. */
    private static final int BREAKS_MAX = 3;

    private final Source source;
    private final String key;
    private Opened current;
    private long position;
    private int breaks;

    private ObjectStream(Source source, String key, long offset, Opened first) {
        this.source = source;
        this.key = key;
        this.position = offset;
        this.current = first;
    }

    static ObjectStream open(Source source, String key, long offset) throws IOException {
        return new ObjectStream(source, key, offset, source.open(offset, null));
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        while (true) {
            try {
                var read = current.content().read(target, offset, length);
                if (read > 0) {
                    position += read;
                    breaks = 0;
                }
                return read;
            } catch (IOException e) {
                reopen(e);
            }
        }
    }

    private void reopen(IOException reason) throws IOException {
        breaks++;
        if (breaks > BREAKS_MAX
                || current.etag() == null
                || Thread.currentThread().isInterrupted()) {
            throw new IOException("cannot read " + key + " at byte " + position + ": " + reason.getMessage(), reason);
        }
        try {
            current.content().close();
            current = source.open(position, current.etag());
        } catch (IOException e) {
            e.addSuppressed(reason);
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        current.content().close();
    }

    /** Opens the object at an offset. */
    @FunctionalInterface
    interface Source {

        /**
         * Opens it.
         *
         * @param etag of the version wanted; null for any, the first time
         */
        Opened open(long offset, @Nullable String etag) throws IOException;
    }

    /**
     * An open version of the object.
     *
     * @param etag null where the server gives none; then a broken stream cannot be gone on with
     */
    record Opened(InputStream content, @Nullable String etag) {}
}
