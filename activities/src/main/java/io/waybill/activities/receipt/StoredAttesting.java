package io.waybill.activities.receipt;

import io.waybill.activities.log.LogQueue;
import io.waybill.activities.receipt.ReceiptMapper.BatchRow;
import io.waybill.receipts.key.SigningKey;
import io.waybill.receipts.log.GrowingTree;
import io.waybill.receipts.log.Hash;
import io.waybill.receipts.receipt.BatchStatement;
import io.waybill.receipts.receipt.Outcome;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Receipts of one batch while they are made. */
final class StoredAttesting implements BatchReceipts.Attesting {

    /** Slices of a page that are made side by side: one page is read in the time in which so many are. */
    private static final int SLICES_MAX = Math.min(4, Runtime.getRuntime().availableProcessors());

    /** Fewer items take less time than a thread takes to begin. */
    private static final int SLICE_ITEMS_MIN = 1_000;

    private final BatchRow row;
    private final BatchShare share;
    private final PartWriter parts;
    private final SigningKey key;
    private final Supplier<ReceiptSlice> newSlice;
    private final End end;
    private final List<ReceiptSlice> slices = new ArrayList<>();
    private final GrowingTree tree = new GrowingTree();
    private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
    private ByteBuffer records = ByteBuffer.allocate(LogQueue.ROW_LEAVES_MAX * ItemRecord.BYTES);
    private ByteBuffer leaves = ByteBuffer.allocate(LogQueue.ROW_LEAVES_MAX * Hash.BYTES);
    private ReceiptSlice.Made made = new ReceiptSlice.Made(0); // of the last page, written over by the next
    private long priceNanos;
    private int after = -1;
    private int positions; // items taken
    private int part; // that is being filled

    StoredAttesting(
            BatchRow row,
            BatchShare share,
            PartWriter parts,
            SigningKey key,
            Supplier<ReceiptSlice> newSlice,
            End end) {
        this.row = row;
        this.share = share;
        this.parts = parts;
        this.key = key;
        this.newSlice = newSlice;
        this.end = end;
    }

    @Override
    public int after() {
        return after;
    }

    @Override
    public void add(List<EndedItem> items) {
        for (EndedItem item : items) {
            if (item.index() <= after) {
                throw new IllegalArgumentException("item " + item.index() + " after item " + after);
            }
            after = item.index();
        }
        make(items);
        for (int at = 0; at < items.size(); at++) {
            EndedItem item = items.get(at);
            tree.append(made.hash(at));
            count(item.outcome(), item.priceNanos());
        }
        keep(items.size());
    }

    private void make(List<EndedItem> items) {
        if (made.room() < items.size()) {
            made = new ReceiptSlice.Made(items.size());
        }
        int count = Math.clamp(items.size() / SLICE_ITEMS_MIN, 1, SLICES_MAX);
        while (slices.size() < count) {
            slices.add(newSlice.get());
        }
        List<CompletableFuture<Void>> others = new ArrayList<>();
        for (int i = 1; i < count; i++) {
            int slice = i;
            others.add(CompletableFuture.runAsync(() -> make(items, slice, count), Thread::startVirtualThread));
        }
        make(items, 0, count);
        others.forEach(StoredAttesting::join);
    }

    private void make(List<EndedItem> items, int slice, int count) {
        slices.get(slice).make(items, items.size() * slice / count, items.size() * (slice + 1) / count, made);
    }

    private static void join(CompletableFuture<Void> slice) {
        try {
            slice.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** Hands every part that is full to be written. */
    private void keep(int items) {
        for (int at = 0; at < items; ) {
            room();
            int taken = Math.min(items - at, leaves.remaining() / Hash.BYTES);
            made.copy(at, taken, records, leaves);
            at += taken;
            if (leaves.position() == LogQueue.OBJECT_LEAVES * Hash.BYTES) {
                parts.write(part++, records, leaves);
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
            byte[] small = PartWriter.taken(records);
            byte[] items = PartWriter.taken(leaves);
            byte[] all = Arrays.copyOf(items, items.length + Hash.BYTES);
            System.arraycopy(own, 0, all, items.length, Hash.BYTES);
            end.end(positions, small, 0, all, canonical);
            return;
        }
        if (leaves.position() > 0) {
            parts.write(part, records, leaves);
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
                count(item.outcome(), item.priceNanos());
            }
            part++;
        }
    }

    private void count(Outcome outcome, long nanos) {
        outcomes.merge(outcome, 1L, Long::sum);
        priceNanos = Math.addExact(priceNanos, nanos);
        positions++;
    }

    /** Most batches are small: room for a whole part is made when it is needed. */
    private void room() {
        if (!leaves.hasRemaining()) {
            records = ByteBuffer.allocate(LogQueue.OBJECT_LEAVES * ItemRecord.BYTES)
                    .put(records.flip());
            leaves = ByteBuffer.allocate(LogQueue.OBJECT_LEAVES * Hash.BYTES).put(leaves.flip());
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
