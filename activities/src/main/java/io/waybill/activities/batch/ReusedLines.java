package io.waybill.activities.batch;

import io.waybill.storage.hash.Sha256;
import io.waybill.storage.object.ObjectStore;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Lines of items that others answered: the other's line under the item's own id and {@code custom_id}. Memory: one
 * line, and the outcome blocks used last of the batches used last. For one thread.
 */
final class ReusedLines {

    /** Batches whose blocks are remembered: what is submitted again is mostly of one. */
    private static final int BATCHES_MAX = 4;

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

    /** {@return the line of an item, without its end} */
    byte[] line(int index, @Nullable String customId) throws IOException {
        SourceRow source = sources.get(index);
        if (source == null) {
            throw new IOException("item " + index + " of " + batchId + " was answered by another that has no result");
        }
        RunLines.Place place = batches.computeIfAbsent(source.sourceBatch(), own::of)
                .find(source.chunk(), source.wave(), source.sourceIndex());
        byte[] line = objects.read(place.key(), place.offset(), place.length() - 1);
        if (!Sha256.hex(line).equals(place.sha256())) {
            throw new IOException("a line of object " + place.key() + " is not what was written");
        }
        return ReusedLine.of(batchId, index, customId, line);
    }
}
