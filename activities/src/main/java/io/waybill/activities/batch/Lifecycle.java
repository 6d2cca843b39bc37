package io.waybill.activities.batch;

import io.waybill.activities.database.Transactions;
import io.waybill.activities.file.KeptFor;
import io.waybill.activities.ledger.BatchMoney;
import io.waybill.activities.ledger.BatchMoney.HoldAnswer;
import io.waybill.activities.ledger.Money;
import io.waybill.activities.ledger.SpendingRefused;
import io.waybill.activities.meter.Counted;
import io.waybill.workflows.batch.BatchProgress;
import io.waybill.workflows.batch.BatchState;
import io.waybill.workflows.batch.CloseBatch;
import io.waybill.workflows.batch.EnterState;
import io.waybill.workflows.batch.HeldBatch;
import io.waybill.workflows.batch.HoldBatch;
import io.waybill.workflows.batch.ItemState;
import io.waybill.workflows.batch.SteerBatch;
import io.waybill.workflows.batch.SweepBatch;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Holds the money of a batch, moves its state, ends what is still pending, and closes it. */
@Component
final class Lifecycle {

    private static final Logger LOGGER = LoggerFactory.getLogger(Lifecycle.class);

    /** The failure code of a batch that may cost more than its client wants; known to clients. */
    private static final String MAX_COST_EXCEEDED = "max_cost_exceeded";

    /** What one transaction moves: short enough that nobody waits long behind it. */
    private static final int SWEEP_MAX = 10_000;

    private final BatchRows rows;
    private final BatchMapper batches;
    private final ItemMapper items;
    private final BatchMoney money;
    private final BatchEvents events;
    private final Reuse reuse;
    private final KeptFor kept;
    private final Transactions transactions;
    private final Clock clock;

    Lifecycle(
            BatchRows rows,
            BatchMapper batches,
            ItemMapper items,
            BatchMoney money,
            BatchEvents events,
            Reuse reuse,
            KeptFor kept,
            Transactions transactions,
            Clock clock) {
        this.rows = rows;
        this.batches = batches;
        this.items = items;
        this.money = money;
        this.events = events;
        this.reuse = reuse;
        this.kept = kept;
        this.transactions = transactions;
        this.clock = clock;
    }

    HeldBatch hold(HoldBatch request) {
        UUID id = BatchRows.id(request.batchId());
        return transactions.call(() -> {
            BatchRow batch = rows.stand(id);
            if (!batch.accountId().toString().equals(request.accountId())
                    || batch.priceNanos() != request.priceNanos()) {
                throw BatchFailure.REQUEST_WRONG.because("account " + request.accountId() + " is to hold "
                        + request.priceNanos() + ", the batch is of account " + batch.accountId() + " and costs "
                        + batch.priceNanos());
            }
            return hold(batch);
        });
    }

    /** {@return what became of the hold of what the batch's own row says} */
    HeldBatch hold(UUID id) {
        return transactions.call(() -> hold(rows.stand(id)));
    }

    private HeldBatch hold(BatchRow batch) {
        long available = money.lock(batch.accountId()).availableNanos();
        if (batch.startedAt() != null) {
            return HeldBatch.of(true, batch.priceNanos(), available);
        }
        if (batch.plan() == null || !batch.state().canMoveTo(BatchState.in_progress)) {
            throw BatchFailure.BATCH_ENDED.because("the batch is " + batch.state() + ", nothing is held");
        }
        return hold(batch, available);
    }

    private HeldBatch hold(BatchRow batch, long available) {
        long price = batch.priceNanos();
        Long most = batch.maxCostNanos();
        if (most != null && price > most) {
            return new HeldBatch(
                    false,
                    price,
                    available,
                    MAX_COST_EXCEEDED,
                    "the batch may cost " + Money.render(price) + ", its max_cost is " + Money.render(most));
        }
        try {
            return switch (money.hold(batch.accountId(), batch.id(), batch.keyId(), price)) {
                case HoldAnswer.Held _ -> {
                    batches.start(batch.id(), price, clock.instant());
                    yield HeldBatch.of(true, price, available);
                }
                case HoldAnswer.TooLittle little ->
                    HeldBatch.of(false, little.requiredNanos(), little.availableNanos());
            };
        } catch (SpendingRefused e) {
            return new HeldBatch(false, price, available, e.reason().name(), e.getMessage());
        }
    }

    BatchProgress enter(EnterState request) {
        UUID id = BatchRows.id(request.batchId());
        if (request.state().isTerminal()) {
            throw BatchFailure.REQUEST_WRONG.because(request.state() + " is entered by closing the batch");
        }
        return transactions.call(() -> {
            BatchRow batch = rows.stand(id);
            if (allowed(batch, request.state())) {
                Instant now = clock.instant();
                switch (request.state()) {
                    case cancelling -> batches.cancel(id, now);
                    case finalizing -> batches.finish(id, now);
                    case pending, validating, in_progress, paused, completed, failed, cancelled, expired ->
                        batches.enter(id, request.state());
                }
            }
            return batch.counts().progress();
        });
    }

    BatchProgress steer(SteerBatch request) {
        UUID id = BatchRows.id(request.batchId());
        return transactions.call(() -> {
            BatchRow batch = rows.stand(id);
            if (!batch.state().isTerminal()) {
                BatchState asked = request.paused() ? BatchState.paused : BatchState.in_progress;
                boolean runs = batch.state() == BatchState.in_progress || batch.state() == BatchState.paused;
                batches.steer(id, runs ? asked : batch.state(), request.lane(), request.reason());
            }
            return batch.counts().progress();
        });
    }

    BatchProgress sweep(SweepBatch request) {
        if (request.state() != ItemState.cancelled && request.state() != ItemState.expired) {
            throw BatchFailure.REQUEST_WRONG.because(
                    "items are swept to cancelled or expired, not to " + request.state());
        }
        return sweep(BatchRows.id(request.batchId()), request.state(), null);
    }

    BatchProgress count(String batchId) {
        return rows.find(BatchRows.id(batchId)).counts().progress();
    }

    BatchProgress close(CloseBatch request) {
        UUID id = BatchRows.id(request.batchId());
        BatchState terminal = request.state();
        if (!terminal.isTerminal()) {
            throw BatchFailure.REQUEST_WRONG.because("a batch is not closed as " + terminal);
        }
        BatchRow batch = rows.find(id);
        if (!allowed(batch, terminal)) {
            remember(batch);
            return batch.counts().progress();
        }
        switch (terminal) {
            case failed -> sweep(id, ItemState.failed, request.code());
            case cancelled -> sweep(id, ItemState.cancelled, null);
            case expired -> sweep(id, ItemState.expired, null);
            case completed, pending, validating, in_progress, paused, finalizing, cancelling -> {
                // Every item of a completed batch has ended for itself.
            }
        }
        BatchProgress ended = transactions.call(() -> end(id, request));
        remember(rows.find(id));
        return ended;
    }

    /** After the client has its end: what was computed answers equal items from then on. */
    private void remember(BatchRow batch) {
        if (batch.reuse() && batch.outputFileId() != null && batch.state().isTerminal()) {
            reuse.remember(batch.accountId(), batch.id(), batch.items());
        }
    }

    private BatchProgress end(UUID id, CloseBatch request) {
        BatchRow batch = rows.stand(id);
        if (!allowed(batch, request.state())) {
            return batch.counts().progress();
        }
        BatchCounts counts = batch.counts();
        // A batch that was never planned may have rows that its counts do not know yet.
        if (batch.plan() != null && counts.pending() > 0) {
            throw new IllegalStateException(
                    counts.pending() + " items are pending, the batch cannot be " + request.state());
        }
        long rest = counts.openNanos();
        if (rest > 0) {
            LOGGER.atWarn()
                    .addKeyValue("batch", id)
                    .addKeyValue("nanos", rest)
                    .log("money was still held when all items had ended; it is released");
            money.release(batch.accountId(), id, id + ":close", rest);
            counts = counts.released(rest);
            rows.write(id, counts);
        }
        batches.end(
                id,
                request.state(),
                request.code(),
                request.message(),
                clock.instant(),
                kept.results().toSeconds());
        Counted.batch(request.state().name());
        events.ended(batch, counts, request.state(), request.code(), request.message());
        return counts.progress();
    }

    /** A batch that is there already, or cannot get there, stays as it is. */
    private static boolean allowed(BatchRow batch, BatchState next) {
        if (batch.state() == next) {
            return false;
        }
        if (!batch.state().canMoveTo(next)) {
            LOGGER.atWarn()
                    .addKeyValue("batch", batch.id())
                    .addKeyValue("state", batch.state())
                    .addKeyValue("next", next)
                    .log("a batch cannot move so; it stays as it is");
            return false;
        }
        return true;
    }

    /** Block by block, so that settles of other batches of the account come in between. */
    private BatchProgress sweep(UUID id, ItemState state, @Nullable String code) {
        int after = -1;
        while (true) {
            int from = after;
            Swept swept = transactions.call(() -> sweepBlock(id, from, state, code));
            if (swept.last() < 0) {
                return swept.progress();
            }
            after = swept.last();
        }
    }

    private Swept sweepBlock(UUID id, int after, ItemState state, @Nullable String code) {
        BatchRow batch = rows.stand(id);
        if (batch.state().isTerminal()) {
            return new Swept(-1, batch.counts().progress());
        }
        BatchCounts counts = batch.counts();
        SweptRow swept = items.sweep(id, after, state.code(), code, SWEEP_MAX);
        if (swept.items() == 0) {
            return new Swept(-1, counts.progress());
        }
        // A batch whose money was never held has none to give back.
        long released = batch.startedAt() == null ? 0 : swept.heldNanos();
        money.release(batch.accountId(), id, id + ":sweep:" + swept.firstIndex(), released);
        if (batch.plan() == null) {
            return new Swept(swept.lastIndex(), counts.progress());
        }
        Counted.items(state.name(), code == null ? "" : code, swept.items());
        return new Swept(
                swept.lastIndex(),
                rows.write(id, counts.moved(state, code == null ? "" : code, swept.items(), 0, released)));
    }

    /** One block: the last index that moved, -1 for none. */
    private record Swept(int last, BatchProgress progress) {}
}
