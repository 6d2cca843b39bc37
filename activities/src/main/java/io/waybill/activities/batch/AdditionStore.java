package io.waybill.activities.batch;

import io.waybill.activities.database.Jsonb;
import io.waybill.activities.database.Transactions;
import io.waybill.activities.ledger.BatchMoney;
import io.waybill.activities.ledger.BatchMoney.HoldAnswer;
import io.waybill.activities.ledger.Money;
import io.waybill.activities.ledger.SpendingRefused;
import io.waybill.models.request.RequestProblem;
import io.waybill.workflows.batch.AddItems;
import io.waybill.workflows.batch.AddedItems;
import io.waybill.workflows.batch.BatchProgress;
import io.waybill.workflows.batch.BatchState;
import io.waybill.workflows.batch.ChunkPage;
import io.waybill.workflows.batch.ItemState;
import io.waybill.workflows.batch.PreparedBatch;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Stores an addition to an open batch with its money, and the seal after the last of them. */
@Component
final class AdditionStore {

    private static final int MODELS_MAX = 20;

    private final BatchRows rows;
    private final ItemMapper items;
    private final ItemBlock itemBlock;
    private final SpanMapper spans;
    private final ChunkMapper chunks;
    private final AdditionMapper additions;
    private final BatchMoney money;
    private final Reuse reuse;
    private final Transactions transactions;
    private final Clock clock;

    AdditionStore(
            BatchRows rows,
            ItemMapper items,
            ItemBlock itemBlock,
            SpanMapper spans,
            ChunkMapper chunks,
            AdditionMapper additions,
            BatchMoney money,
            Reuse reuse,
            Transactions transactions,
            Clock clock) {
        this.rows = rows;
        this.items = items;
        this.itemBlock = itemBlock;
        this.spans = spans;
        this.chunks = chunks;
        this.additions = additions;
        this.money = money;
        this.reuse = reuse;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** {@return the answer to an addition of what the batch has already} */
    AddedItems unchanged(BatchRow batch, int existing) {
        return new AddedItems(0, existing, null, null, 0, 0, batch.items(), shards(plan(batch)), List.of());
    }

    /** {@return empty where another addition came in between, and nothing was stored} */
    Optional<AddedItems> add(
            BatchRow batch, AddItems request, Addition addition, long bytes, String sha256, int existing) {
        return transactions.call(() -> {
            BatchRow now = rows.stand(batch.id());
            Jsonb known = additions.answer(batch.id(), UUID.fromString(request.appendId()));
            if (known != null) {
                return Optional.of(Json.read(known, AddedItems.class));
            }
            if (now.state() != BatchState.in_progress && now.state() != BatchState.paused) {
                throw BatchFailure.BATCH_ENDED.because("the batch is " + now.state() + ", nothing is added to it");
            }
            if (now.items() != batch.items()) {
                return Optional.empty();
            }
            Addition priced = now.reuse() ? addition.with(reuse.added(now, addition.checked())) : addition;
            Optional<AddedItems> refused = refuse(now, request, priced);
            return refused.isPresent() ? refused : Optional.of(store(now, request, priced, bytes, sha256, existing));
        });
    }

    BatchProgress seal(String batchId) {
        UUID id = BatchRows.id(batchId);
        return transactions.call(() -> {
            BatchRow batch = rows.stand(id);
            additions.seal(id, clock.instant());
            return batch.counts().progress();
        });
    }

    /** Holds the money, or says why nothing is added. */
    private Optional<AddedItems> refuse(BatchRow batch, AddItems request, Addition addition) {
        long price = addition.priceNanos();
        long available = money.lock(batch.accountId()).availableNanos();
        if (batch.items() + addition.size() > PlanStore.LINES_MAX) {
            return refused(
                    "too_many_requests",
                    "the batch has " + batch.items() + " requests, with these it had "
                            + (batch.items() + addition.size()) + "; allowed are " + PlanStore.LINES_MAX,
                    price,
                    available);
        }
        Long most = batch.maxCostNanos();
        if (most != null && batch.priceNanos() + price > most) {
            return refused(
                    "max_cost_exceeded",
                    "with these requests the batch may cost " + Money.render(batch.priceNanos() + price)
                            + ", its max_cost is " + Money.render(most),
                    price,
                    available);
        }
        try {
            HoldAnswer hold = money.holdMore(batch.accountId(), batch.id(), request.keyId(), price, batch.heldNanos());
            return switch (hold) {
                case HoldAnswer.Held _ -> Optional.empty();
                case HoldAnswer.TooLittle little ->
                    refused(
                            "insufficient_funds",
                            "the requests cost " + Money.render(price) + ", available are "
                                    + Money.render(little.availableNanos()),
                            little.requiredNanos(),
                            little.availableNanos());
            };
        } catch (SpendingRefused e) {
            return refused(e.reason().name(), String.valueOf(e.getMessage()), price, available);
        }
    }

    private AddedItems store(
            BatchRow batch, AddItems request, Addition addition, long bytes, String sha256, int existing) {
        UUID id = batch.id();
        List<CheckedLine> lines = addition.checked();
        itemBlock.fill(lines);
        long position = spans.next(id);
        if (items.insertBlock(id, position) != lines.size()) {
            throw new IllegalStateException("items of an addition were there already");
        }
        if (lines.stream().anyMatch(line -> line.state() != ItemState.pending)) {
            spans.insert(id, position, lines.getFirst().index(), lines.getLast().index());
        }
        long reused = batch.reuse() ? reuse.store(id, lines) : 0;
        additions.mark(
                id,
                lines.stream().mapToInt(CheckedLine::index).toArray(),
                addition.lines().stream().mapToInt(line -> line.form().code()).toArray(),
                addition.lines().stream().map(Addition.AddedLine::sha256).toArray(String[]::new));
        int ordinal = additions.nextSegment(id);
        PreparedBatch before = plan(batch);
        ChunkPlanner planner = planned(before, lines);
        List<ChunkRow> planned = planner.drain();
        var answer = new AddedItems(
                lines.size(),
                existing,
                null,
                null,
                addition.priceNanos(),
                0,
                batch.items() + lines.size(),
                planned.isEmpty() ? shards(before) : planner.shards(),
                models(planner));
        additions.insertSegment(
                id,
                ordinal,
                addition.objectKey(),
                bytes,
                sha256,
                Math.toIntExact(batch.items()),
                lines.size(),
                UUID.fromString(request.appendId()),
                Json.of(answer),
                clock.instant());
        chunks.insert(id, ordinal, planned);
        grow(batch, addition, reused, answer, before, planned.isEmpty() ? before.chunks() : planner.chunks());
        return answer;
    }

    private void grow(
            BatchRow batch, Addition addition, long reused, AddedItems answer, PreparedBatch before, int chunkCount) {
        Map<String, Long> errors = new TreeMap<>(batch.counts().errors());
        for (CheckedLine line : addition.checked()) {
            RequestProblem problem = line.problem();
            if (problem != null) {
                errors.merge(problem.error().name(), 1L, Long::sum);
            }
        }
        List<String> models = Stream.concat(before.models().stream(), answer.models().stream())
                .distinct()
                .limit(MODELS_MAX)
                .toList();
        int invalid = Math.toIntExact(addition.invalid());
        var plan = new PreparedBatch(
                answer.items(),
                before.invalid() + invalid,
                false,
                "",
                batch.priceNanos() + addition.priceNanos(),
                models,
                chunkCount,
                Math.max(1, answer.shards()),
                ChunkPage.empty(),
                before.errorLimit());
        additions.grow(
                batch.id(),
                answer.added(),
                invalid,
                reused,
                batch.reuse() && addition.checked().stream().anyMatch(CheckedLine::waits),
                Json.of(errors),
                models.toArray(String[]::new),
                addition.priceNanos(),
                Json.of(plan));
    }

    /** An addition is at most 10,000 items, so its chunks are one shard. */
    private static ChunkPlanner planned(PreparedBatch before, List<CheckedLine> lines) {
        var planner = new ChunkPlanner(
                new ChunkPlanner.State(true, List.of(), List.of(), List.of(), before.chunks(), shards(before), 0, 0));
        for (CheckedLine line : lines) {
            PricedModel model = line.model();
            if (model != null && !line.runs()) {
                planner.leaveOut(model.entry().modelId());
            } else if (model != null) {
                planner.add(
                        new ChunkPlanner.PlannedItem(
                                line.index(),
                                line.offset(),
                                Math.toIntExact(line.length()),
                                model.entry().modelId(),
                                line.tokens()),
                        PlannedModel.of(model.entry()));
            }
        }
        planner.finish();
        return planner;
    }

    private static List<String> models(ChunkPlanner planner) {
        return planner.state().models().stream()
                .map(PlannedModel::name)
                .limit(MODELS_MAX)
                .toList();
    }

    private static PreparedBatch plan(BatchRow batch) {
        Jsonb plan = batch.plan();
        if (plan == null) {
            throw BatchFailure.REQUEST_WRONG.because("the batch was not opened, nothing can be added to it");
        }
        return Json.read(plan, PreparedBatch.class);
    }

    private static int shards(PreparedBatch plan) {
        return plan.chunks() == 0 ? 0 : plan.shards();
    }

    private static Optional<AddedItems> refused(String code, String message, long required, long available) {
        return Optional.of(AddedItems.refused(code, message, required, available));
    }
}
