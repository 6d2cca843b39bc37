package io.waybill.activities.receipt;

import io.waybill.receipts.log.Hash;
import io.waybill.receipts.receipt.Outcome;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;

/** What is made of consecutive items, in their order, before their batch takes it. One thread at a time. */
public final class ReceiptPage {

    private final int room;
    private final byte[] records;
    private final byte[] leaves;
    private final byte[] hashes; // of the leaves, as the tree hashes them
    private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
    private long priceNanos;
    private int size;
    private int first;
    private int last;

    ReceiptPage(int room) {
        this.room = room;
        this.records = new byte[room * ItemRecord.BYTES];
        this.leaves = new byte[room * Hash.BYTES];
        this.hashes = new byte[room * Hash.BYTES];
    }

    /** {@return how many items it can take} */
    int room() {
        return room;
    }

    /** {@return how many items it is of} */
    int size() {
        return size;
    }

    /** {@return the first item's index} */
    int first() {
        return first;
    }

    /** {@return the last item's index} */
    int last() {
        return last;
    }

    /** {@return how many items ended how} */
    Map<Outcome, Long> outcomes() {
        return outcomes;
    }

    long priceNanos() {
        return priceNanos;
    }

    Hash hash(int at) {
        return Hash.at(hashes, at * Hash.BYTES);
    }

    /** Writes over whatever is there. */
    void write(EndedItems items, ReceiptMaker maker) {
        size = 0;
        priceNanos = 0;
        outcomes.clear();
        var out = ByteBuffer.wrap(records);
        items.each(item -> {
            if (size > 0 && item.index() <= last) {
                throw new IllegalArgumentException("item " + item.index() + " after item " + last);
            }
            if (size == 0) {
                first = item.index();
            }
            last = item.index();
            maker.make(item, out, leaves, hashes, size * Hash.BYTES);
            outcomes.merge(item.outcome(), 1L, Long::sum);
            priceNanos = Math.addExact(priceNanos, item.priceNanos());
            size++;
        });
    }

    void copyRecords(int from, int count, byte[] target, int offset) {
        System.arraycopy(records, from * ItemRecord.BYTES, target, offset, count * ItemRecord.BYTES);
    }

    void copyLeaves(int from, int count, byte[] target, int offset) {
        System.arraycopy(leaves, from * Hash.BYTES, target, offset, count * Hash.BYTES);
    }
}
