package io.waybill.storage.object;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Objects in one bucket. Thread-safe. Each method blocks; transient failures are retried a bounded number of times
 * before an {@link IOException} says which key and why.
 */
public interface ObjectStore extends AutoCloseable {

    /**
     * Stores everything {@code content} yields, of unknown length, without holding it in memory; replaces an object of
     * that key. A stream that fails midway stores nothing.
     *
     * @return length and SHA-256 of what was stored
     */
    StoredObject put(String key, InputStream content, String contentType) throws IOException;

    /** Stores {@code content} under {@code key}; replaces an object of that key. */
    StoredObject put(String key, byte[] content, String contentType) throws IOException;

    /**
     * Stores {@code content} only where no object has {@code key} ({@code If-None-Match: *}).
     *
     * @return false where one has; it is left as it is
     */
    boolean putIfAbsent(String key, byte[] content, String contentType) throws IOException;

    /**
     * Opens an object.
     *
     * @throws ObjectNotFound where no object has {@code key}
     */
    InputStream open(String key) throws IOException;

    /**
     * Opens {@code length} bytes from {@code offset}; fewer where the object ends before.
     *
     * @throws ObjectNotFound where no object has {@code key}
     */
    InputStream open(String key, long offset, long length) throws IOException;

    /** Reads {@code length} bytes from {@code offset} whole; {@link IOException} where the object ends before. */
    byte[] read(String key, long offset, int length) throws IOException;

    /** {@return the object's length in bytes, or empty where there is none} */
    Optional<Long> length(String key) throws IOException;

    /** Deletes an object; does nothing where there is none. */
    void delete(String key) throws IOException;

    @Override
    void close();
}
