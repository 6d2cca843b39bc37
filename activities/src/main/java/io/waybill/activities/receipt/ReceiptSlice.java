package io.waybill.activities.receipt;

import io.waybill.activities.receipt.ReceiptMapper.BatchRow;
import io.waybill.receipts.log.Hash;
import io.waybill.receipts.log.TreeHasher;
import io.waybill.receipts.receipt.Commitment;
import io.waybill.receipts.receipt.SaltTree;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Makes the records and leaves of consecutive items, which is nearly all the work of a batch's receipts. One thread.
 */
final class ReceiptSlice {

    private final BatchRow row;
    private final SaltTree.Walk salts;
    private final BatchShare share;
    private final ToLongFunction<UUID> ordinals; // of batches whose results were reused
    private final MessageDigest sha256 = sha256();
    private final TreeHasher hasher = new TreeHasher();

    ReceiptSlice(BatchRow row, SaltTree salts, BatchShare share, ToLongFunction<UUID> ordinals) {
        this.row = row;
        this.salts = salts.walk();
        this.share = share;
        this.ordinals = ordinals;
    }

    /** Makes those of the items from one place to before another, in the same places. */
    void make(List<EndedItem> items, int from, int to, Made made) {
        var records = ByteBuffer.wrap(made.records, from * ItemRecord.BYTES, (to - from) * ItemRecord.BYTES);
        for (int at = from; at < to; at++) {
            ItemRecord kept = record(items.get(at));
            kept.write(records);
            share.digest(kept, made.leaves, at * Hash.BYTES);
            made.hashes[at] = hasher.leaf(made.leaves, at * Hash.BYTES, Hash.BYTES);
        }
    }

    private ItemRecord record(EndedItem item) {
        Instant finished = item.finishedAt() == null ? row.closedAt() : item.finishedAt();
        return new ItemRecord(
                item.index(),
                item.outcome(),
                item.modelId(),
                item.micros(),
                ranMillis(item.startedAt(), finished),
                item.priceNanos(),
                finished.toEpochMilli(),
                commitment(item.index(), Commitment.Kind.INPUT, item.inputSha256()),
                commitment(item.index(), Commitment.Kind.OUTPUT, item.outputSha256()),
                source(item.source()));
    }

    private static int ranMillis(@Nullable Instant started, Instant finished) {
        // A worker's clock may be ahead of the database's; nothing runs for longer than weeks.
        return started == null
                ? -1
                : Math.clamp(Duration.between(started, finished).toMillis(), 0, Integer.MAX_VALUE - 1);
    }

    private ItemRecord.@Nullable Source source(EndedItem.@Nullable Source source) {
        if (source == null) {
            return null;
        }
        UUID batch = source.batchId();
        return new ItemRecord.Source(batch == null ? row.ordinal() : ordinals.applyAsLong(batch), source.index());
    }

    private byte[] commitment(int index, Commitment.Kind kind, byte[] contentSha256) {
        return contentSha256.length == 0
                ? ItemRecord.NONE
                : salts.salt(index, kind)
                        .map(salt -> Commitment.bytes(sha256, kind, salt, contentSha256))
                        .orElse(ItemRecord.NONE);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** What is made of a page of items, in their order. Slices write to parts of it that are apart. */
    static final class Made {

        private final byte[] records;
        private final byte[] leaves;
        private final Hash[] hashes; // of the leaves, as the tree hashes them

        Made(int items) {
            this.records = new byte[items * ItemRecord.BYTES];
            this.leaves = new byte[items * Hash.BYTES];
            this.hashes = new Hash[items];
        }

        int room() {
            return hashes.length;
        }

        Hash hash(int at) {
            return hashes[at];
        }

        /** Copies items to the ends of two buffers. */
        void copy(int from, int count, ByteBuffer toRecords, ByteBuffer toLeaves) {
            toRecords.put(records, from * ItemRecord.BYTES, count * ItemRecord.BYTES);
            toLeaves.put(leaves, from * Hash.BYTES, count * Hash.BYTES);
        }
    }
}
