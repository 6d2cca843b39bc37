package io.waybill.activities.batch;

import io.waybill.storage.object.ObjectKeys;
import io.waybill.storage.object.ObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * The copies of reused lines that a batch's output file is made of, with an index: where each line begins, 8 bytes
 * each, in the order of items, and last where the copies end. They are read where the batch that was reused is gone.
 * For one thread.
 */
final class ReusedCopies {

    private static final String BYTES = "application/octet-stream";

    private final ItemMapper items;
    private final ObjectStore objects;
    private final UUID id;
    private final String key;
    private final String indexKey;
    private int counted;
    private int before;

    ReusedCopies(ItemMapper items, ObjectStore objects, UUID id, String accountId, String batchId) {
        this.items = items;
        this.objects = objects;
        this.id = id;
        this.key = ObjectKeys.reused(accountId, batchId);
        this.indexKey = ObjectKeys.reusedIndex(accountId, batchId);
    }

    /** Stores the index of copies that have these lengths. */
    void index(int[] lengths) throws IOException {
        ByteBuffer places = ByteBuffer.allocate((lengths.length + 1) * Long.BYTES);
        long place = 0;
        for (int length : lengths) {
            places.putLong(place);
            place += length;
        }
        places.putLong(place);
        objects.put(indexKey, places.array(), BYTES);
    }

    /** {@return the copy of an item's line, without its end} */
    byte[] line(int index) throws IOException {
        before = index >= counted ? before + items.countReused(id, counted, index) : items.countReused(id, 0, index);
        counted = index;
        ByteBuffer places = ByteBuffer.wrap(objects.read(indexKey, (long) before * Long.BYTES, 2 * Long.BYTES));
        long from = places.getLong();
        return objects.read(key, from, Math.toIntExact(places.getLong() - from - 1));
    }
}
