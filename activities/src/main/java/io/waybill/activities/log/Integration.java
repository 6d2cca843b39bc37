package io.waybill.activities.log;

import io.waybill.activities.database.Transactions;
import io.waybill.activities.id.Ids;
import io.waybill.activities.log.LogMapper.QueuedRow;
import io.waybill.activities.log.LogMapper.RangeRow;
import io.waybill.activities.log.LogMapper.StateRow;
import io.waybill.receipts.log.GrowingTree;
import io.waybill.receipts.log.Hash;
import io.waybill.receipts.log.NodeSink;
import io.waybill.receipts.log.Tile;
import io.waybill.receipts.log.TreeHasher;
import io.waybill.storage.object.ObjectKeys;
import io.waybill.storage.object.ObjectStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Appends what is queued: hashes first, then one transaction writes ranges, tiles and the new size, if no other
 * sequencer has begun meanwhile. Memory: one object of leaves, and 32 bytes for each 256 leaves.
 */
final class Integration {

    /** So many rows at once: a second of a busy API. */
    private static final int ROWS_MAX = 2_000;

    /** So many leaves at once, unless one batch has more. */
    private static final int LEAVES_MAX = 1 << 20;

    /** Leaves of small rows that become one range: 256 KiB. */
    private static final int RANGE_LEAVES_MAX = 8_192;

    private final LogMapper rows;
    private final ObjectStore objects;
    private final Transactions transactions;
    private final Clock clock;

    Integration(LogMapper rows, ObjectStore objects, Transactions transactions, Clock clock) {
        this.rows = rows;
        this.objects = objects;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * Appends some of what waits.
     *
     * @return how many leaves, 0 where nothing waits
     * @throws Fenced where another sequencer has begun
     */
    long next(long fence) {
        List<QueuedRow> waiting = rows.queued(ROWS_MAX);
        if (waiting.isEmpty()) {
            return 0;
        }
        StateRow state = rows.state().orElseThrow();
        var growth = new Growth(state.size());
        for (QueuedRow row : waiting) {
            if (growth.taken.isEmpty() || growth.leaves() + row.leaves() <= LEAVES_MAX) {
                growth.add(row);
            } else {
                break;
            }
        }
        transactions.run(() -> growth.write(fence, state.size()));
        return growth.leaves();
    }

    /** Another sequencer has begun: this one has nothing more to say. */
    static final class Fenced extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Fenced() {
            super("another sequencer has begun");
        }
    }

    /** The tree beyond its present edge, and what is to be written of it. */
    private final class Growth implements NodeSink {

        private final long from;
        private final GrowingTree tree;
        private final TreeHasher hasher = new TreeHasher();
        private final List<QueuedRow> taken = new ArrayList<>();
        private final List<RangeRow> ranges = new ArrayList<>();
        private final Map<Long, byte[]> tiles = new TreeMap<>(); // by level and index
        private final ByteArrayOutputStream small = new ByteArrayOutputStream();
        private final Map<UUID, Long> batches = new TreeMap<>();
        private final List<UUID> calls = new ArrayList<>();
        private final List<Long> callIndexes = new ArrayList<>();

        Growth(long from) {
            this.from = from;
            this.tree = GrowingTree.resume(from, Tile.nodes(new LogNodes(rows, objects)));
        }

        long leaves() {
            return tree.size() - from;
        }

        void add(QueuedRow row) {
            taken.add(row);
            UUID batch = row.batchId();
            UUID call = row.callId();
            if (batch != null) {
                batches.put(batch, tree.size());
                addObjects(Ids.render(Ids.BATCH, batch), row.leaves() - row.entries().length / Hash.BYTES);
            } else if (call != null) {
                calls.add(call);
                callIndexes.add(tree.size());
            }
            append(row.entries());
            small.writeBytes(row.entries());
            if (small.size() >= RANGE_LEAVES_MAX * Hash.BYTES) {
                endSmall();
            }
        }

        private void addObjects(String batchId, int leaves) {
            for (int part = 0; part * LogQueue.OBJECT_LEAVES < leaves; part++) {
                endSmall();
                int count = Math.min(LogQueue.OBJECT_LEAVES, leaves - part * LogQueue.OBJECT_LEAVES);
                String key = ObjectKeys.leaves(batchId, part);
                try {
                    ranges.add(new RangeRow(tree.size(), count, key, null));
                    append(objects.read(key, 0, count * Hash.BYTES));
                } catch (IOException e) {
                    throw new UncheckedIOException("leaves of " + batchId + " cannot be read", e);
                }
            }
        }

        private void append(byte[] entries) {
            for (int at = 0; at < entries.length; at += Hash.BYTES) {
                tree.append(hasher.leaf(entries, at, Hash.BYTES), this);
            }
        }

        private void endSmall() {
            if (small.size() > 0) {
                int count = small.size() / Hash.BYTES;
                ranges.add(new RangeRow(tree.size() - count, count, null, small.toByteArray()));
                small.reset();
            }
        }

        @Override
        public void node(int level, long index, Hash hash) {
            if (level == 0 || level % Tile.HEIGHT != 0) {
                return;
            }
            int tileLevel = level / Tile.HEIGHT;
            long tile = index / Tile.WIDTH;
            int at = (int) (index % Tile.WIDTH) * Hash.BYTES;
            byte[] before = tiles.computeIfAbsent(
                    key(tileLevel, tile),
                    _ -> at == 0
                            ? new byte[0]
                            : rows.tile(tileLevel, tile)
                                    .map(LogMapper.TileRow::hashes)
                                    .orElseThrow(() -> new LogRefused(
                                            "tile " + tile + " of level " + tileLevel + " is not there")));
            if (before.length != at) {
                throw new LogRefused("tile " + tile + " of level " + tileLevel + " has " + before.length / Hash.BYTES
                        + " hashes where " + at / Hash.BYTES + " are expected");
            }
            byte[] grown = Arrays.copyOf(before, at + Hash.BYTES);
            hash.copyTo(grown, at);
            tiles.put(key(tileLevel, tile), grown);
        }

        private static long key(int level, long tile) {
            return (long) level << 56 | tile;
        }

        void write(long fence, long size) {
            endSmall();
            if (rows.advance(fence, size, tree.size(), tree.root().bytes(), clock.instant()) == 0) {
                throw new Fenced();
            }
            ranges.forEach(rows::insertRange);
            tiles.forEach((key, hashes) -> rows.putTile((int) (key >>> 56), key & 0xff_ffff_ffff_ffffL, hashes));
            batches.forEach(rows::placeBatch);
            if (!calls.isEmpty()) {
                rows.placeCalls(
                        calls.toArray(UUID[]::new),
                        callIndexes.stream().mapToLong(Long::longValue).toArray());
            }
            rows.unqueue(taken.stream().mapToLong(QueuedRow::id).toArray());
        }
    }
}
