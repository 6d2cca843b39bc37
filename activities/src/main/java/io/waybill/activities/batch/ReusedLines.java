package io.waybill.activities.batch;

import io.waybill.storage.hash.Sha256;
import io.waybill.storage.object.ObjectNotFound;
import io.waybill.storage.object.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Lines of items that others answered: the other's line under the item's own id and {@code custom_id}. Memory: a
 * megabyte of lines, and the outcome blocks used last of the batches used last. For one thread.
 */
final class ReusedLines {

    /** Batches whose blocks are remembered: what is submitted again is mostly of one. */
    private static final int BATCHES_MAX = 4;

    /** Read at once where lines follow each other: some hundred of embeddings. */
    private static final int WINDOW_BYTES = 1 << 20;

    private final ItemMapper items;
    private final ObjectStore objects;
    private final RunLines own;
    private final UUID id;
    private final String batchId;
    private final Map<UUID, RunLines> batches = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, RunLines> eldest) {
            return size() > BATCHES_MAX;
        }
    };
    private final Map<Integer, SourceRow> sources = new HashMap<>();
    private String key = "";
    private byte[] window = {};
    private long begin;
    private long next;

    ReusedLines(ItemMapper items, ObjectStore objects, RunLines own, UUID id, String batchId) {
        this.items = items;
        this.objects = objects;
        this.own = own;
        this.id = id;
        this.batchId = batchId;
    }

    /** Says which items will be asked for, so that where their results lie is found with one query. */
    void begin(List<Integer> indexes) {
        sources.clear();
        if (!indexes.isEmpty()) {
            items.sources(id, indexes.stream().mapToInt(Integer::intValue).toArray())
                    .forEach(source -> sources.put(source.index(), source));
        }
    }

    /** {@return where an item's result comes from; null where it was not asked for} */
    @Nullable
    SourceRow source(int index) {
        return sources.get(index);
    }

    /**
     * {@return the line of an item, without its end}
     *
     * @throws ObjectNotFound where the results of the other's batch have been removed
     */
    byte[] line(int index, @Nullable String customId) throws IOException {
        SourceRow source = sources.get(index);
        if (source == null) {
            throw new IOException("item " + index + " of " + batchId + " was answered by another that has no result");
        }
        RunLines.Place place = batches.computeIfAbsent(source.sourceBatch(), own::of)
                .find(source.chunk(), source.wave(), source.sourceIndex());
        byte[] line = read(place);
        if (!Sha256.hex(line).equals(place.sha256())) {
            throw new IOException("a line of object " + place.key() + " is not what was written");
        }
        return ReusedLine.of(batchId, index, customId, line);
    }

    /** Lines that follow each other are read many at once: what is submitted again is mostly in the same order. */
    private byte[] read(RunLines.Place place) throws IOException {
        boolean same = place.key().equals(key);
        int length = place.length() - 1;
        long from = place.offset() - begin;
        if (!same || from < 0 || from + length > window.length) {
            boolean follows = same && place.offset() == next;
            try (InputStream in =
                    objects.open(place.key(), place.offset(), follows ? Math.max(WINDOW_BYTES, length) : length)) {
                window = in.readAllBytes();
            }
            key = place.key();
            begin = place.offset();
            from = 0;
        }
        next = place.offset() + place.length();
        if (window.length < from + length) {
            throw new IOException("object " + place.key() + " ends before its line at " + place.offset());
        }
        return Arrays.copyOfRange(window, (int) from, (int) from + length);
    }
}
