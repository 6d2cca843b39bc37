package io.waybill.activities.batch;

import io.waybill.activities.receipt.BatchReceipts;
import io.waybill.activities.receipt.BatchReceipts.Attesting;
import io.waybill.activities.receipt.ContentHashes;
import io.waybill.activities.receipt.EndedItem;
import io.waybill.storage.outcome.OutcomeDigests;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.springframework.stereotype.Component;

/** Hands every item of a batch that has ended to its receipt, in order; the next pages are read meanwhile. */
@Component
final class Attestation implements ContentHashes {

    /** About 10 outcome blocks, and 1 MB of items: what waits is copied by each collection of garbage. */
    private static final int PAGE_ROWS = 5_000;

    /** One waits for the database or the object store while another is taken apart. */
    private static final int PAGES_AHEAD = 2;

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
        byte[] packed = items.page(batchId, after, last).packed();
        Map<Long, EndedRun> runs = runs(batchId, PackedItem.runs(packed));
        List<EndedItem> ended = new ArrayList<>(packed.length / PackedItem.BYTES);
        PackedItem.each(
                packed,
                item -> ended.add(
                        item.chunk() < 0 ? item.ended() : run(runs, item).ended(item)));
        return ended;
    }

    private void walk(UUID id, int last, Attesting attesting, Heartbeat heartbeat) {
        var ahead = new ArrayDeque<CompletableFuture<List<EndedItem>>>();
        int asked = attesting.after();
        while (asked < last || !ahead.isEmpty()) {
            while (asked < last && ahead.size() <= PAGES_AHEAD) {
                int from = asked;
                int to = (int) Math.min(last, (long) asked + PAGE_ROWS);
                ahead.add(CompletableFuture.supplyAsync(() -> page(id, from, to), Thread::startVirtualThread));
                asked = to;
            }
            attesting.add(joined(ahead.remove()));
            heartbeat.at(0);
        }
        attesting.finish();
    }

    private static List<EndedItem> joined(CompletableFuture<List<EndedItem>> page) {
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

    private static EndedRun run(Map<Long, EndedRun> runs, PackedItem item) {
        EndedRun run = runs.get(item.run());
        if (run == null) {
            throw item.lost();
        }
        return run;
    }
}
