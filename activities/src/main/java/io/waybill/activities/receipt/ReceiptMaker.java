package io.waybill.activities.receipt;

import io.waybill.activities.receipt.ReceiptMapper.BatchRow;
import io.waybill.receipts.log.Hash;
import io.waybill.receipts.log.TreeHasher;
import io.waybill.receipts.receipt.Commitment;
import io.waybill.receipts.receipt.ItemCommitments;
import io.waybill.receipts.receipt.SaltTree;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Makes the records and leaves of items, which is nearly all the work of a batch's receipts. One thread. */
final class ReceiptMaker {

    private final BatchRow row;
    private final ItemCommitments commitments;
    private final BatchShare share;
    private final ToLongFunction<UUID> ordinals; // of batches whose results were reused
    private final TreeHasher hasher = new TreeHasher();

    ReceiptMaker(BatchRow row, SaltTree salts, BatchShare share, ToLongFunction<UUID> ordinals) {
        this.row = row;
        this.commitments = new ItemCommitments(salts);
        this.share = share;
        this.ordinals = ordinals;
    }

    /** Writes an item's record, its leaf and the hash that the tree has of the leaf: 32 bytes each, at one offset. */
    void make(EndedItem item, ByteBuffer records, byte[] leaves, byte[] hashes, int offset) {
        ItemRecord kept = record(item);
        kept.write(records);
        share.digest(kept, leaves, offset);
        hasher.leaf(leaves, offset, Hash.BYTES, hashes, offset);
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
        return contentSha256.length == 0 ? ItemRecord.NONE : commitments.of(index, kind, contentSha256);
    }
}
