package io.waybill.activities.receipt;

import io.waybill.activities.log.LogQueue;
import io.waybill.activities.receipt.ReceiptMapper.BatchRow;
import io.waybill.receipts.key.SigningKey;
import io.waybill.receipts.log.GrowingTree;
import io.waybill.receipts.log.Hash;
import io.waybill.receipts.receipt.BatchStatement;
import io.waybill.receipts.receipt.Commitment;
import io.waybill.receipts.receipt.Outcome;
import io.waybill.receipts.receipt.Receipt;
import io.waybill.receipts.receipt.SaltTree;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Receipts of one batch while they are made. */
final class StoredAttesting implements BatchReceipts.Attesting {

    private static final HexFormat HEX = HexFormat.of();

    private final BatchRow row;
    private final BatchShare share;
    private final PartWriter parts;
    private final SigningKey key;
    private final ToLongFunction<UUID> ordinals; // of batches whose results were reused
    private final Map<UUID, Long> sources = new HashMap<>();
    private final End end;
    private final SaltTree.Walk salts;
    private final MessageDigest sha256 = sha256();
    private final GrowingTree tree = new GrowingTree();
    private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
    private ByteBuffer records = ByteBuffer.allocate(LogQueue.ROW_LEAVES_MAX * ItemRecord.BYTES);
    private ByteBuffer leaves = ByteBuffer.allocate(LogQueue.ROW_LEAVES_MAX * Hash.BYTES);
    private long priceNanos;
    private int after = -1;
    private int positions; // items taken
    private int part; // that is being filled

    StoredAttesting(
            BatchRow row,
            SaltTree salts,
            BatchShare share,
            PartWriter parts,
            SigningKey key,
            ToLongFunction<UUID> ordinals,
            End end) {
        this.row = row;
        this.salts = salts.walk();
        this.share = share;
        this.parts = parts;
        this.key = key;
        this.ordinals = ordinals;
        this.end = end;
    }

    @Override
    public int after() {
        return after;
    }

    @Override
    public void add(EndedItem item) {
        if (item.index() <= after) {
            throw new IllegalArgumentException("item " + item.index() + " after item " + after);
        }
        Instant finished = item.finishedAt() == null ? row.closedAt() : item.finishedAt();
        var kept = new ItemRecord(
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
        Receipt receipt = share.receipt(kept);
        byte[] leaf = sha256.digest(receipt.canonical());
        tree.append(leaf, 0, leaf.length);
        room();
        kept.write(records);
        leaves.put(leaf);
        count(kept);
        positions++;
        if (leaves.position() == LogQueue.OBJECT_LEAVES * Hash.BYTES) {
            parts.write(part++, records, leaves);
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
        byte[] own = sha256.digest(canonical);
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
                count(item);
                positions++;
            }
            part++;
        }
    }

    private void count(ItemRecord item) {
        outcomes.merge(item.outcome(), 1L, Long::sum);
        priceNanos = Math.addExact(priceNanos, item.priceNanos());
        after = item.index();
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
        long ordinal = batch == null ? row.ordinal() : sources.computeIfAbsent(batch, ordinals::applyAsLong);
        return new ItemRecord.Source(ordinal, source.index());
    }

    private @Nullable String commitment(int index, Commitment.Kind kind, @Nullable String contentSha256) {
        return contentSha256 == null
                ? null
                : salts.salt(index, kind)
                        .map(salt -> Commitment.of(sha256, kind, salt, HEX.parseHex(contentSha256)))
                        .orElse(null);
    }

    /** Most batches are small: room for a whole part is made when it is needed. */
    private void room() {
        if (!leaves.hasRemaining()) {
            records = ByteBuffer.allocate(LogQueue.OBJECT_LEAVES * ItemRecord.BYTES)
                    .put(records.flip());
            leaves = ByteBuffer.allocate(LogQueue.OBJECT_LEAVES * Hash.BYTES).put(leaves.flip());
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
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
