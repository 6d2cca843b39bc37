package io.waybill.storage.object;

import static java.util.Objects.requireNonNull;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;

/**
 * An object store that remembers the blocks of objects around short ranges that were read lately, as an operating
 * system does with pages of files: items of a small batch lie side by side in one object, and each outcome is read when
 * it is settled and again when the output file is made. Long ranges and whole objects pass by.
 *
 * <p>Right for objects that never change under their key, as all of the platform do: what another process deletes can
 * be read here for {@link #KEPT} more; what this one puts or deletes is forgotten. Thread-safe.
 */
public final class RecentlyRead implements ObjectStore {

    /** Ranges up to this are remembered: a range that is longer costs more to copy than its call does to make. */
    static final int RANGE_BYTES_MAX = 16 << 10;

    /** What is read at once. */
    static final int BLOCK_BYTES = 64 << 10;

    /** Of all blocks together: a thousandth of what a small machine has. */
    private static final long BYTES_MAX = 16L << 20;

    /** From reading to assembling, a small batch needs less. */
    private static final Duration KEPT = Duration.ofMinutes(1);

    /** What an entry costs beside its bytes, so that empty blocks are bounded too. */
    private static final int ENTRY_BYTES = 200;

    private final ObjectStore objects;
    private final Cache<Place, byte[]> blocks = Caffeine.newBuilder()
            .maximumWeight(BYTES_MAX)
            .weigher((Place place, byte[] block) -> ENTRY_BYTES + place.key().length() + block.length)
            .expireAfterWrite(KEPT)
            .build();

    /** Remembers what is read of {@code objects}, and closes it. */
    public RecentlyRead(ObjectStore objects) {
        this.objects = requireNonNull(objects, "objects");
    }

    @Override
    public InputStream open(String key, long offset, long length) throws IOException {
        long block = offset / BLOCK_BYTES;
        boolean within =
                offset >= 0 && length > 0 && length <= RANGE_BYTES_MAX && (offset + length - 1) / BLOCK_BYTES == block;
        if (!within) {
            return objects.open(key, offset, length);
        }
        byte[] bytes = block(new Place(key, block));
        int from = Math.min((int) (offset - block * BLOCK_BYTES), bytes.length);
        int to = Math.min(from + (int) length, bytes.length);
        return new ByteArrayInputStream(bytes, from, to - from);
    }

    @Override
    public byte[] read(String key, long offset, int length) throws IOException {
        try (InputStream content = open(key, offset, length)) {
            byte[] bytes = content.readNBytes(length);
            if (bytes.length == length) {
                return bytes;
            }
        }
        // Says what is wrong.
        return objects.read(key, offset, length);
    }

    private byte[] block(Place place) throws IOException {
        try {
            return blocks.get(place, this::fetch);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private byte[] fetch(Place place) {
        try (InputStream content = objects.open(place.key(), place.block() * BLOCK_BYTES, BLOCK_BYTES)) {
            return content.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public StoredObject put(String key, InputStream content, String contentType) throws IOException {
        try {
            return objects.put(key, content, contentType);
        } finally {
            forget(key);
        }
    }

    @Override
    public StoredObject put(String key, byte[] content, String contentType) throws IOException {
        try {
            return objects.put(key, content, contentType);
        } finally {
            forget(key);
        }
    }

    @Override
    public boolean putIfAbsent(String key, byte[] content, String contentType) throws IOException {
        return objects.putIfAbsent(key, content, contentType);
    }

    @Override
    public InputStream open(String key) throws IOException {
        return objects.open(key);
    }

    @Override
    public Optional<Long> length(String key) throws IOException {
        return objects.length(key);
    }

    @Override
    public void delete(String key) throws IOException {
        try {
            objects.delete(key);
        } finally {
            forget(key);
        }
    }

    private void forget(String key) {
        blocks.asMap().keySet().removeIf(place -> place.key().equals(key));
    }

    @Override
    public void close() {
        blocks.invalidateAll();
        objects.close();
    }

    private record Place(String key, long block) {}
}
