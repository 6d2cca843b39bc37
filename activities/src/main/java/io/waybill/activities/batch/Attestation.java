package io.waybill.activities.batch;

import io.waybill.activities.receipt.BatchReceipts;
import io.waybill.activities.receipt.BatchReceipts.Attesting;
import io.waybill.activities.receipt.ContentHashes;
import io.waybill.activities.receipt.EndedItem;
import io.waybill.activities.receipt.EndedItems;
import io.waybill.activities.receipt.ReceiptPage;
import io.waybill.storage.outcome.OutcomeDigests;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Hands every item of a batch that has ended to its receipt, in order; the next pages are made meanwhile. */
@Component
final class Attestation implements ContentHashes {

    /** About 10 outcome blocks, and 1 MB of items: what waits is copied by each collection of garbage. */
    private static final int PAGE_ROWS = 5_000;

    /** Both cores make pages while others wait for the database or the object store. */
    private static final int PAGES_AHEAD = 4;

    private final BatchRows rows;
    private final AttestMapper items;
    private final OutcomeBlocks outcomes;
    private final BatchReceipts receipts;

    Attestation(BatchRows rows, AttestMapper items, OutcomeBlocks outcomes, BatchReceipts receipts) {
        this.rows = rows;
        this.items = items;
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
        int last = items.last(id);
        if (last >= 0) {
            receipts.begin(batch.accountId(), id, batch.items())
                    .ifPresent(attesting -> walk(id, last, attesting, heartbeat));
        }
    }

    @Override
    public List<EndedItem> page(UUID batchId, int after, int last) {
        List<EndedItem> ended = new ArrayList<>();
        read(batchId, after, last).each(ended::add);
        return ended;
    }

    private Page read(UUID batchId, int after, int last) {
        byte[] packed = items.page(batchId, after, last).packed();
        return new Page(packed, runs(batchId, PackedItem.runs(packed)));
    }

    private ReceiptPage make(Attesting attesting, Page page) {
        return attesting.make(page.most(), page);
    }

    private void walk(UUID id, int last, Attesting attesting, Heartbeat heartbeat) {
        var ahead = new ArrayDeque<CompletableFuture<ReceiptPage>>();
        int asked = attesting.after();
        while (asked < last || !ahead.isEmpty()) {
            while (asked < last && ahead.size() <= PAGES_AHEAD) {
                int from = asked;
                int to = (int) Math.min(last, (long) asked + PAGE_ROWS);
                ahead.add(CompletableFuture.supplyAsync(
                        () -> make(attesting, read(id, from, to)), Thread::startVirtualThread));
                asked = to;
            }
            attesting.add(joined(ahead.remove()));
            heartbeat.at(0);
        }
        attesting.finish();
    }

    private static ReceiptPage joined(CompletableFuture<ReceiptPage> page) {
        try {
            return page.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** {@return what the runs wrote, by their numbers} */
    private Map<Long, EndedRun> runs(UUID id, List<Long> ran) {
        if (ran.isEmpty()) {
            return Map.of();
        }
        List<TimedRunRow> found = items.runs(
                id,
                ran.stream().mapToInt(run -> (int) (run >> 32)).toArray(),
                ran.stream().mapToInt(Long::intValue).toArray());
        List<OutcomeDigests> read =
                outcomes.digestsOfAll(found.stream().map(TimedRunRow::run).toList());
        Map<Long, EndedRun> runs = new HashMap<>();
        for (int i = 0; i < found.size(); i++) {
            runs.put(
                    PackedItem.run(found.get(i).chunk(), found.get(i).wave()), new EndedRun(found.get(i), read.get(i)));
        }
        return runs;
    }

    /** Rows of a page, and what their runs wrote. */
    private static final class Page implements EndedItems {

        private final byte[] packed;
        private final Map<Long, EndedRun> runs;
        private long number = -1; // of the run that the last item came from
        private @Nullable EndedRun run; // null before the first

        Page(byte[] packed, Map<Long, EndedRun> runs) {
            this.packed = packed;
            this.runs = runs;
        }

        int most() {
            return packed.length / PackedItem.BYTES;
        }

        @Override
        public void each(Consumer<EndedItem> taker) {
            PackedItem.each(
                    packed,
                    item -> taker.accept(
                            item.chunk() < 0 ? item.ended() : run(item).ended(item)));
        }

        /** Items of a run mostly stand together. */
        private EndedRun run(PackedItem item) {
            EndedRun found = number == item.run() ? run : runs.get(item.run());
            if (found == null) {
                throw item.lost();
            }
            number = item.run();
            run = found;
            return found;
        }
    }
}
