package io.waybill.activities.receipt;

import io.waybill.activities.log.LogQueue;
import io.waybill.receipts.log.Hash;
import io.waybill.storage.object.ObjectKeys;
import io.waybill.storage.object.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Writes records and leaves of a batch in parts, some of them side by side. A part whose leaves are there is whole, as
 * they are written last.
 */
final class PartWriter {

    /** A part takes as long to write as one to make: one after the other would be waited for. */
    private static final int WRITES_MAX = 3;

    private static final String BYTES = "application/octet-stream";

    private final ObjectStore objects;
    private final String account;
    private final String batch;
    private final Deque<Writing> writing = new ArrayDeque<>();
    private final Deque<PartBuffer> written = new ArrayDeque<>(); // to be filled again

    PartWriter(ObjectStore objects, String account, String batch) {
        this.objects = objects;
        this.account = account;
        this.batch = batch;
    }

    /** {@return records and leaves of a part that was written before; null where it was not} */
    @Nullable
    Part read(int part) {
        String key = ObjectKeys.leaves(batch, part);
        try {
            int leaves = LogQueue.OBJECT_LEAVES;
            if (objects.length(key).orElse(0L) != (long) leaves * Hash.BYTES) {
                return null; // a shorter one is the last, which is made again
            }
            return new Part(
                    objects.read(ObjectKeys.receipts(account, batch, part), 0, leaves * ItemRecord.BYTES),
                    objects.read(key, 0, leaves * Hash.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException("receipts of " + batch + " cannot be read", e);
        }
    }

    /**
     * Writes a part in the background.
     *
     * @return one to fill meanwhile; few are enough for a batch of any size, as an array of megabytes is work for the
     *     garbage collector
     */
    PartBuffer write(int part, PartBuffer full) {
        while (writing.size() >= WRITES_MAX) {
            awaitFirst();
        }
        byte[] records = full.records();
        byte[] leaves = full.leaves();
        var done = CompletableFuture.runAsync(
                () -> {
                    try {
                        objects.put(ObjectKeys.receipts(account, batch, part), records, BYTES);
                        objects.put(ObjectKeys.leaves(batch, part), leaves, BYTES);
                    } catch (IOException e) {
                        throw new UncheckedIOException("receipts of " + batch + " cannot be written", e);
                    }
                },
                Thread::startVirtualThread);
        writing.add(new Writing(full, done));
        PartBuffer next = written.poll();
        return next == null ? new PartBuffer(LogQueue.OBJECT_LEAVES) : next;
    }

    /** Waits until every part is written. */
    void flush() {
        while (!writing.isEmpty()) {
            awaitFirst();
        }
    }

    private void awaitFirst() {
        Writing first = writing.remove();
        try {
            first.done().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
        first.buffer().clear();
        written.add(first.buffer());
    }

    /** A part on its way. */
    private record Writing(PartBuffer buffer, CompletableFuture<Void> done) {}

    /** One part. */
    @SuppressWarnings("ArrayRecordComponent") // bytes of objects, compared by nobody
    record Part(byte[] records, byte[] leaves) {}
}
