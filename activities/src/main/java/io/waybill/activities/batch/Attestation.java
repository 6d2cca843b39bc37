package io.waybill.activities.batch;

import static java.util.Objects.requireNonNull;

import io.waybill.activities.receipt.BatchReceipts;
import io.waybill.activities.receipt.BatchReceipts.Attesting;
import io.waybill.activities.receipt.ContentHashes;
import io.waybill.activities.receipt.EndedItem;
import io.waybill.receipts.receipt.Outcome;
import io.waybill.storage.outcome.ItemOutcome;
import io.waybill.storage.outcome.OutcomeBlock;
import io.waybill.workflows.batch.ItemState;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Hands every item of a batch that has ended to its receipt, in order; the next page is read meanwhile. */
@Component
final class Attestation implements ContentHashes {

    /** About 20 outcome blocks, and 5 MB. */
    private static final int PAGE_ROWS = 10_000;

    /** Moments in binary rows count from here (PostgreSQL, timestamptz_send). */
    private static final long EPOCH_SECONDS =
            Instant.parse("2000-01-01T00:00:00Z").getEpochSecond();

    private static final long MICROS = 1_000_000;

    private final BatchRows rows;
    private final AttestMapper items;
    private final ChunkRunMapper runs;
    private final OutcomeBlocks outcomes;
    private final BatchReceipts receipts;

    Attestation(
            BatchRows rows, AttestMapper items, ChunkRunMapper runs, OutcomeBlocks outcomes, BatchReceipts receipts) {
        this.rows = rows;
        this.items = items;
        this.runs = runs;
        this.outcomes = outcomes;
        this.receipts = receipts;
    }

    void attest(String batchId, Heartbeat heartbeat) {
        UUID id = BatchRows.id(batchId);
        BatchRow batch = rows.find(id);
        if (!batch.state().isTerminal() && batch.counts().pending() > 0) {
            throw BatchFailure.REQUEST_WRONG.because(
                    batch.counts().pending() + " items of the batch have not ended, it has no receipts yet");
        }
        if (items.any(id) == 0) {
            return;
        }
        receipts.begin(batch.accountId(), id, batch.items()).ifPresent(attesting -> walk(id, attesting, heartbeat));
    }

    @Override
    public List<EndedItem> page(UUID batchId, int after, int limit) {
        List<EndedItem> ended = new ArrayList<>(limit);
        read(batchId, after, limit).each(ended::add);
        return ended;
    }

    private void walk(UUID id, Attesting attesting, Heartbeat heartbeat) {
        CompletableFuture<Page> next = read(id, attesting.after());
        while (true) {
            Page page = joined(next);
            if (page.last() >= 0) {
                next = read(id, page.last());
            }
            page.each(attesting::add);
            heartbeat.at(0);
            if (page.last() < 0) {
                attesting.finish();
                return;
            }
        }
    }

    private CompletableFuture<Page> read(UUID id, int after) {
        return CompletableFuture.supplyAsync(() -> read(id, after, PAGE_ROWS), Thread::startVirtualThread);
    }

    private static Page joined(CompletableFuture<Page> page) {
        try {
            return page.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private Page read(UUID id, int after, int limit) {
        byte[] packed = items.page(id, after, limit).packed();
        Set<Long> ran = new LinkedHashSet<>();
        for (int at = 0; at < packed.length; at += PackedItem.BYTES) {
            var item = PackedItem.read(packed, at);
            if (item.chunk() >= 0) {
                ran.add(item.run());
            }
        }
        return new Page(packed, blocks(id, List.copyOf(ran)));
    }

    private Map<Long, OutcomeBlock> blocks(UUID id, List<Long> ran) {
        if (ran.isEmpty()) {
            return Map.of();
        }
        List<ChunkRunRow> found = runs.findAll(
                id,
                ran.stream().mapToInt(run -> (int) (run >> 32)).toArray(),
                ran.stream().mapToInt(Long::intValue).toArray());
        List<OutcomeBlock> read = outcomes.readAll(found);
        Map<Long, OutcomeBlock> blocks = new HashMap<>();
        for (int i = 0; i < found.size(); i++) {
            blocks.put(PackedItem.run(found.get(i).chunk(), found.get(i).wave()), read.get(i));
        }
        return blocks;
    }

    /** Rows with what their runs wrote. */
    @SuppressWarnings("ArrayRecordComponent") // bytes of a page, compared by nobody
    private record Page(byte[] packed, Map<Long, OutcomeBlock> blocks) {

        /** {@return the last index of a page that was full; -1 where no other follows} */
        int last() {
            return packed.length < PAGE_ROWS * PackedItem.BYTES
                    ? -1
                    : PackedItem.read(packed, packed.length - PackedItem.BYTES).index();
        }

        void each(Consumer<EndedItem> taker) {
            Map<Long, Cursor> cursors = new HashMap<>();
            for (int at = 0; at < packed.length; at += PackedItem.BYTES) {
                var item = PackedItem.read(packed, at);
                taker.accept(item.ended(outcome(item, cursors)));
            }
        }

        private @Nullable ItemOutcome outcome(PackedItem item, Map<Long, Cursor> cursors) {
            if (item.chunk() < 0) {
                return null;
            }
            OutcomeBlock block = blocks.get(item.run());
            ItemOutcome found = block == null
                    ? null
                    : cursors.computeIfAbsent(item.run(), _ -> new Cursor(block.items()))
                            .find(item.index());
            if (found == null) {
                throw BatchFailure.OUTCOME_LOST.because(
                        "run " + item.wave() + " of chunk " + item.chunk() + " has no item " + item.index());
            }
            return found;
        }
    }

    /** Goes through the items of a block, in their order. */
    private static final class Cursor {

        private final List<ItemOutcome> items;
        private int at;

        Cursor(List<ItemOutcome> items) {
            this.items = items;
        }

        @Nullable
        ItemOutcome find(int index) {
            while (at < items.size() && items.get(at).index() < index) {
                at++;
            }
            return at < items.size() && items.get(at).index() == index ? items.get(at) : null;
        }
    }

    /** A row of {@link AttestMapper#page}. */
    private record PackedItem(
            int index,
            int state,
            int modelId,
            long chargedNanos,
            int chunk,
            int wave,
            long settledMicros,
            long startedMicros,
            UUID sourceBatch,
            int sourceIndex) {

        static final int BYTES = 60;
        private static final long NEVER = -1;
        private static final UUID NONE = new UUID(0, 0);

        static PackedItem read(byte[] packed, int at) {
            var in = ByteBuffer.wrap(packed, at, BYTES);
            return new PackedItem(
                    in.getInt(),
                    in.getShort(),
                    in.getShort(),
                    in.getLong(),
                    in.getInt(),
                    in.getInt(),
                    in.getLong(),
                    in.getLong(),
                    new UUID(in.getLong(), in.getLong()),
                    in.getInt());
        }

        static long run(int chunk, int wave) {
            return ((long) chunk << 32) | wave;
        }

        long run() {
            return run(chunk, wave);
        }

        EndedItem ended(@Nullable ItemOutcome outcome) {
            boolean result = outcome != null && state == ItemState.succeeded.code();
            return new EndedItem(
                    index,
                    kind(),
                    modelId,
                    outcome == null ? -1 : outcome.micros(),
                    chargedNanos,
                    startedMicros == NEVER ? null : moment(startedMicros),
                    settledMicros == NEVER ? null : moment(settledMicros),
                    outcome == null ? null : outcome.inputSha256(),
                    result ? requireNonNull(outcome, "outcome").outputSha256() : null,
                    state == ItemState.reused.code()
                            ? new EndedItem.Source(sourceBatch.equals(NONE) ? null : sourceBatch, sourceIndex)
                            : null);
        }

        private static Instant moment(long micros) {
            return Instant.ofEpochSecond(
                            EPOCH_SECONDS + Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1_000)
                    .truncatedTo(java.time.temporal.ChronoUnit.MILLIS);
        }

        private Outcome kind() {
            return switch (ItemState.of(state)) {
                case succeeded -> Outcome.SUCCEEDED;
                case failed -> Outcome.FAILED;
                case cancelled -> Outcome.CANCELLED;
                case expired -> Outcome.EXPIRED;
                case reused -> Outcome.REUSED;
                case pending -> throw new IllegalStateException("item " + index + " has not ended");
            };
        }
    }
}
