package io.waybill.activities.receipt;

import io.waybill.receipts.log.Hash;
import java.util.Arrays;

/** Records and leaves of one part while it fills. One thread at a time. */
final class PartBuffer {

    private final byte[] records;
    private final byte[] leaves;
    private final int room;
    private int size;

    /** Makes one for so many items. */
    PartBuffer(int room) {
        this.records = new byte[room * ItemRecord.BYTES];
        this.leaves = new byte[room * Hash.BYTES];
        this.room = room;
    }

    /** {@return one with the same items and room for as many more as it is larger} */
    PartBuffer grown(int larger) {
        var next = new PartBuffer(larger);
        System.arraycopy(records, 0, next.records, 0, size * ItemRecord.BYTES);
        System.arraycopy(leaves, 0, next.leaves, 0, size * Hash.BYTES);
        next.size = size;
        return next;
    }

    /** {@return how many items there are} */
    int size() {
        return size;
    }

    /** {@return how many more it takes} */
    int free() {
        return room - size;
    }

    /** Takes items of a page. */
    void add(ReceiptPage page, int from, int count) {
        page.copyRecords(from, count, records, size * ItemRecord.BYTES);
        page.copyLeaves(from, count, leaves, size * Hash.BYTES);
        size += count;
    }

    /** {@return the records' bytes: its own array where it is full, which is a good 3 MB} */
    byte[] records() {
        return size == room ? records : Arrays.copyOf(records, size * ItemRecord.BYTES);
    }

    /** {@return the leaves' bytes, likewise} */
    byte[] leaves() {
        return size == room ? leaves : Arrays.copyOf(leaves, size * Hash.BYTES);
    }

    /** Forgets its items. */
    void clear() {
        size = 0;
    }
}
