package io.waybill.activities.receipt;

import io.waybill.activities.log.LogQueue;
import io.waybill.activities.receipt.ReceiptMapper.BatchRow;
import io.waybill.receipts.key.SigningKey;
import io.waybill.receipts.log.GrowingTree;
import io.waybill.receipts.log.Hash;
import io.waybill.receipts.receipt.BatchStatement;
import io.waybill.receipts.receipt.Outcome;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Receipts of one batch while they are made. */
final class StoredAttesting implements BatchReceipts.Attesting {

    private final BatchRow row;
    private final BatchShare share;
    private final PartWriter parts;
    private final SigningKey key;
    private final Supplier<ReceiptMaker> newMaker;
    private final End end;
    private final Queue<ReceiptMaker> idle = new ConcurrentLinkedQueue<>(); // one for each thread that makes pages
    private final Queue<ReceiptPage> taken = new ConcurrentLinkedQueue<>(); // to be written over
    private final GrowingTree tree = new GrowingTree();
    private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
    private PartBuffer filling = new PartBuffer(LogQueue.ROW_LEAVES_MAX);
    private long priceNanos;
    private int after = -1;
    private int positions; // items taken
    private int part; // that is being filled

    StoredAttesting(
            BatchRow row,
            BatchShare share,
            PartWriter parts,
            SigningKey key,
            Supplier<ReceiptMaker> newMaker,
            End end) {
        this.row = row;
        this.share = share;
        this.parts = parts;
        this.key = key;
        this.newMaker = newMaker;
        this.end = end;
    }

    @Override
    public int after() {
        return after;
    }

    @Override
    public ReceiptPage make(int most, EndedItems items) {
        ReceiptPage page = taken.poll();
        if (page == null || page.room() < most) {
            page = new ReceiptPage(most);
        }
        ReceiptMaker maker = idle.poll();
        if (maker == null) {
            maker = newMaker.get();
        }
        page.write(items, maker);
        idle.add(maker);
        return page;
    }

    @Override
    public void add(ReceiptPage page) {
        if (page.size() > 0) {
            if (page.first() <= after) {
                throw new IllegalArgumentException("item " + page.first() + " after item " + after);
            }
            after = page.last();
            for (int at = 0; at < page.size(); at++) {
                tree.append(page.hash(at));
            }
            page.outcomes().forEach((outcome, items) -> outcomes.merge(outcome, items, Long::sum));
            priceNanos = Math.addExact(priceNanos, page.priceNanos());
            positions += page.size();
            keep(page);
        }
        taken.add(page);
    }

    /** Hands every part that is full to be written. */
    private void keep(ReceiptPage page) {
        for (int at = 0; at < page.size(); ) {
            room();
            int count = Math.min(page.size() - at, filling.free());
            filling.add(page, at, count);
            at += count;
            if (filling.size() == LogQueue.OBJECT_LEAVES) {
                filling = parts.write(part++, filling);
            }
        }
    }

    @Override
    public void finish() {
        if (positions == 0) {
            return;
        }
        var statement = new BatchStatement(
                share.batch(),
                share.pseudonym(),
                row.closedAt(),
                tree.root().toString(),
                outcomes,
                priceNanos,
                key.verifyKey().kid());
        byte[] canonical = statement.canonical();
        byte[] own = statement.digest();
        if (positions <= LogQueue.ROW_LEAVES_MAX) {
            byte[] items = filling.leaves();
            byte[] all = Arrays.copyOf(items, items.length + Hash.BYTES);
            System.arraycopy(own, 0, all, items.length, Hash.BYTES);
            end.end(positions, filling.records(), 0, all, canonical);
            return;
        }
        if (filling.size() > 0) {
            parts.write(part, filling);
        }
        parts.flush();
        end.end(positions, null, positions, own, canonical);
    }

    /** Takes what an attempt before has written whole. */
    void resume() {
        for (PartWriter.Part written = parts.read(part); written != null; written = parts.read(part)) {
            for (int at = 0; at < written.leaves().length; at += Hash.BYTES) {
                tree.append(written.leaves(), at, Hash.BYTES);
            }
            var in = ByteBuffer.wrap(written.records());
            while (in.hasRemaining()) {
                ItemRecord item = ItemRecord.read(in);
                after = item.index();
                outcomes.merge(item.outcome(), 1L, Long::sum);
                priceNanos = Math.addExact(priceNanos, item.priceNanos());
                positions++;
            }
            part++;
        }
    }

    /** Most batches are small: room for a whole part is made when it is needed. */
    private void room() {
        if (filling.free() == 0) {
            filling = filling.grown(LogQueue.OBJECT_LEAVES);
        }
    }

    /** Writes the end of it. */
    @FunctionalInterface
    interface End {

        /**
         * Signs and queues.
         *
         * @param records of a small batch; null where they lie in objects
         * @param inObjects leaves that do
         * @param entries the leaves after those, the statement's the last
         */
        void end(int items, byte @Nullable [] records, int inObjects, byte[] entries, byte[] statement);
    }
}
