package io.waybill.activities.batch;

import static java.util.Objects.requireNonNull;

import io.waybill.activities.database.Transactions;
import io.waybill.activities.ledger.BatchMoney;
import io.waybill.activities.ledger.BatchMoney.ChunkMoney;
import io.waybill.activities.meter.Counted;
import io.waybill.activities.price.PriceLists;
import io.waybill.storage.object.ObjectKeys;
import io.waybill.storage.outcome.OutcomeBlock;
import io.waybill.workflows.batch.AbandonItems;
import io.waybill.workflows.batch.BatchProgress;
import io.waybill.workflows.batch.ItemState;
import io.waybill.workflows.batch.SettleChunks;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Ends items that ran, or could not: rows, money and counts in one transaction. */
@Component
final class Settlement {

    private final BatchRows rows;
    private final ItemMapper items;
    private final ChunkMapper chunks;
    private final ChunkRunMapper runs;
    private final OutcomeBlocks outcomes;
    private final BatchMoney money;
    private final PriceLists prices;
    private final BatchEvents events;
    private final Transactions transactions;
    private final Clock clock;

    Settlement(
            BatchRows rows,
            ItemMapper items,
            ChunkMapper chunks,
            ChunkRunMapper runs,
            OutcomeBlocks outcomes,
            BatchMoney money,
            PriceLists prices,
            BatchEvents events,
            Transactions transactions,
            Clock clock) {
        this.rows = rows;
        this.items = items;
        this.chunks = chunks;
        this.runs = runs;
        this.outcomes = outcomes;
        this.money = money;
        this.prices = prices;
        this.events = events;
        this.transactions = transactions;
        this.clock = clock;
    }

    BatchProgress settle(SettleChunks request) {
        UUID id = BatchRows.id(request.batchId());
        BatchRow batch = rows.find(id);
        List<Run> open = unsettled(id, runs(batch, request));
        if (open.isEmpty()) {
            return batch.counts().progress();
        }
        Map<Integer, ChunkSpan> spans = spans(id, open);
        List<OutcomeBlock> blocks = outcomes.readAll(open.stream().map(Run::row).toList());
        var metered = MeteredPrices.of(
                prices.sheet(batch.accountId(), batch.priceVersion(), batch.createdAt()), batch.lane());
        return transactions.call(() -> {
            BatchRow now = rows.stand(id);
            List<Run> left = unsettled(id, open);
            var ended = new EndedItems();
            for (Run run : left) {
                ChunkSpan span = requireNonNull(spans.get(run.row().chunk()), "span");
                ended.add(run.row(), span, blocks.get(open.indexOf(run)));
            }
            if (now.startedAt() == null) {
                throw BatchFailure.REQUEST_WRONG.because("nothing is held for the batch, nothing can be settled");
            }
            if (left.isEmpty()) {
                return now.counts().progress();
            }
            long position = record(id, left, spans);
            List<MovedRow> moved = ended.settle(items, id, position, metered);
            return move(now, moved, now.doubles() ? items.answer(id, ended.indexes()) : List.of());
        });
    }

    BatchProgress abandon(AbandonItems request) {
        UUID id = BatchRows.id(request.batchId());
        return transactions.call(() -> {
            BatchRow batch = rows.stand(id);
            ChunkSpan span = chunks.spans(id, new int[] {request.chunk()}).stream()
                    .findFirst()
                    .orElseThrow(() -> BatchFailure.REQUEST_WRONG.because("the batch has no chunk " + request.chunk()));
            int[] indexes = request.indexes().stream()
                    .mapToInt(Integer::intValue)
                    .filter(span::has)
                    .sorted()
                    .distinct()
                    .toArray();
            SweptRow moved = items.abandon(id, indexes, span.modelId(), request.code(), request.message());
            if (moved.items() == 0) {
                return batch.counts().progress();
            }
            // A batch whose money was never held has none to give back.
            long released = batch.startedAt() == null ? 0 : moved.heldNanos();
            money.release(batch.accountId(), id, id + ":abandon:" + request.chunk() + ":" + request.wave(), released);
            Counted.items(ItemState.failed.name(), request.code(), moved.items());
            BatchCounts counts = batch.counts().moved(ItemState.failed, request.code(), moved.items(), 0, released);
            if (batch.doubles()) {
                counts = answered(counts, items.answer(id, indexes));
            }
            events.moved(batch, batch.counts(), counts);
            return rows.write(id, counts);
        });
    }

    private static List<Run> runs(BatchRow batch, SettleChunks request) {
        List<Run> runs = new ArrayList<>();
        for (SettleChunks.Ended ended : request.chunks()) {
            String key =
                    ObjectKeys.outcome(batch.accountId().toString(), request.batchId(), ended.chunk(), ended.wave());
            var row = new ChunkRunRow(
                    ended.chunk(), ended.wave(), key, ended.resultBytes(), ended.errorBytes(), ended.outcomeBytes());
            if (runs.stream().noneMatch(run -> run.row().isSameRun(row))) {
                runs.add(new Run(row, ended.sha256(), ended.worker(), ended.startedMillis()));
            }
        }
        return runs;
    }

    private List<Run> unsettled(UUID id, List<Run> asked) {
        List<ChunkRunRow> settled = runs.findAll(
                id,
                asked.stream().mapToInt(run -> run.row().chunk()).toArray(),
                asked.stream().mapToInt(run -> run.row().wave()).toArray());
        return asked.stream()
                .filter(run -> settled.stream().noneMatch(run.row()::isSameRun))
                .toList();
    }

    private Map<Integer, ChunkSpan> spans(UUID id, List<Run> open) {
        int[] numbers =
                open.stream().mapToInt(run -> run.row().chunk()).distinct().toArray();
        Map<Integer, ChunkSpan> spans =
                chunks.spans(id, numbers).stream().collect(Collectors.toMap(ChunkSpan::chunk, Function.identity()));
        for (int number : numbers) {
            if (!spans.containsKey(number)) {
                throw BatchFailure.REQUEST_WRONG.because("the batch has no chunk " + number);
            }
        }
        return spans;
    }

    /** {@return the position of the first of the runs in the order of completion} */
    private long record(UUID id, List<Run> left, Map<Integer, ChunkSpan> spans) {
        List<ChunkSpan> ended = left.stream()
                .map(run -> requireNonNull(spans.get(run.row().chunk()), "span"))
                .toList();
        return runs.insert(
                id,
                left.stream().mapToInt(run -> run.row().chunk()).toArray(),
                left.stream().mapToInt(run -> run.row().wave()).toArray(),
                left.stream().map(run -> run.row().objectKey()).toArray(String[]::new),
                left.stream().mapToLong(run -> run.row().resultBytes()).toArray(),
                left.stream().mapToLong(run -> run.row().errorBytes()).toArray(),
                left.stream().mapToLong(run -> run.row().outcomeBytes()).toArray(),
                left.stream().map(Run::sha256).toArray(String[]::new),
                left.stream().map(Run::worker).toArray(String[]::new),
                left.stream().mapToLong(Run::startedMillis).toArray(),
                ended.stream().mapToInt(ChunkSpan::firstIndex).toArray(),
                ended.stream().mapToInt(ChunkSpan::lastIndex).toArray(),
                clock.instant());
    }

    /** Counts items that were answered by others; they cost nothing. */
    private static BatchCounts answered(BatchCounts before, List<MovedRow> answered) {
        BatchCounts counts = before;
        for (MovedRow row : answered) {
            String code = row.errorCode();
            ItemState state = ItemState.of(row.state());
            Counted.items(state.name(), code == null ? "" : code, row.items());
            counts = counts.moved(state, code == null ? "" : code, row.items(), 0, 0);
        }
        return counts;
    }

    private BatchProgress move(BatchRow batch, List<MovedRow> moved, List<MovedRow> answered) {
        if (moved.isEmpty() && answered.isEmpty()) {
            return batch.counts().progress();
        }
        BatchCounts counts = batch.counts();
        Map<String, ChunkMoney> byRun = new TreeMap<>();
        for (MovedRow row : moved) {
            ItemState state = ItemState.of(row.state());
            long captured = row.chargedNanos();
            long released = row.heldNanos() - captured;
            String code = row.errorCode();
            counts = counts.moved(state, code == null ? "" : code, row.items(), captured, released);
            Counted.items(state.name(), code == null ? "" : code, row.items());
            byRun.merge(
                    row.chunk() + ":" + row.wave(),
                    new ChunkMoney(row.chunk(), row.wave(), captured, released),
                    Settlement::sum);
        }
        money.settle(batch.accountId(), batch.id(), List.copyOf(byRun.values()));
        counts = answered(counts, answered);
        events.moved(batch, batch.counts(), counts);
        return rows.write(batch.id(), counts);
    }

    private static ChunkMoney sum(ChunkMoney one, ChunkMoney other) {
        return new ChunkMoney(
                one.chunk(),
                one.wave(),
                Math.addExact(one.capturedNanos(), other.capturedNanos()),
                Math.addExact(one.releasedNanos(), other.releasedNanos()));
    }

    /** A run that is to be settled. */
    private record Run(ChunkRunRow row, String sha256, String worker, long startedMillis) {}
}
