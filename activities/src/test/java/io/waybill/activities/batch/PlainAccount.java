package io.waybill.activities.batch;

import io.waybill.workflows.batch.BatchState;
import io.waybill.workflows.batch.ItemState;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An account and its batches in plain memory: what the real ones are compared with. */
final class PlainAccount {

    private final Map<String, Integer> entries = new HashMap<>();
    private final Map<Integer, PlainBatch> batches = new HashMap<>();
    private int available;

    int available() {
        return available;
    }

    int held() {
        return batches.values().stream().mapToInt(PlainBatch::open).sum();
    }

    /** {@return the batch of a slot; null where none was submitted} */
    @Nullable
    PlainBatch batch(int slot) {
        return batches.get(slot);
    }

    /** {@return whether a client or the workflow would do this now} */
    boolean allows(Operation operation) {
        if (operation instanceof Operation.Submit || !(operation instanceof Operation.OfBatch step)) {
            return true;
        }
        PlainBatch batch = batches.get(step.slot());
        if (batch == null) {
            return false;
        }
        boolean over = batch.state.isTerminal();
        return switch (step) {
            case Operation.Submit _, Operation.Cancel _ -> true;
            case Operation.Run _, Operation.RunAll _, Operation.Abandon _ -> batch.started && !batch.chunks.isEmpty();
            case Operation.Expire _ -> over || batch.state != BatchState.cancelling;
            case Operation.Complete _ -> over || batch.state == BatchState.in_progress;
            case Operation.Read _ -> over;
        };
    }

    Outcome apply(Operation operation) {
        return switch (operation) {
            case Operation.TopUp it -> it.items() == 0 ? Outcome.done : post("credit" + it.name(), it.items());
            case Operation.Charge it -> post("charge" + it.name(), -it.items());
            case Operation.GiveBack it -> giveBack(it);
            case Operation.Submit it -> submit(it);
            case Operation.OfBatch it -> apply(it, batches.get(it.slot()));
        };
    }

    private Outcome apply(Operation.OfBatch operation, @Nullable PlainBatch batch) {
        if (batch == null) {
            throw new IllegalStateException(operation + " is not allowed");
        }
        int before = batch.released;
        switch (operation) {
            case Operation.Submit it -> throw new IllegalStateException(it + " is no step");
            case Operation.Run it -> batch.settle(it.chunk() % batch.chunks.size(), it.wave(), it.only(), it.failing());
            case Operation.RunAll it -> {
                for (int chunk = 0; chunk < batch.chunks.size(); chunk++) {
                    batch.settle(chunk, it.wave(), it.only(), it.failing());
                }
            }
            case Operation.Abandon it -> batch.abandon(it.chunk() % batch.chunks.size(), it.wave(), it.only());
            case Operation.Cancel it -> cancel(batch, it.whole());
            case Operation.Expire _ -> expire(batch);
            case Operation.Complete _ -> complete(batch);
            case Operation.Read _ -> {
                // Reading changes nothing.
            }
        }
        available += batch.released - before;
        return Outcome.done;
    }

    private Outcome post(String reference, int items) {
        Integer known = entries.get(reference);
        if (known != null) {
            return known == items ? Outcome.done : Outcome.reused;
        }
        if (available + items < 0) {
            return Outcome.refused;
        }
        entries.put(reference, items);
        available += items;
        return Outcome.done;
    }

    private Outcome giveBack(Operation.GiveBack call) {
        Integer charged = entries.get("charge" + call.name());
        return charged == null ? Outcome.done : post("refund" + call.name(), -charged);
    }

    private Outcome submit(Operation.Submit submit) {
        PlainBatch batch = batches.computeIfAbsent(submit.slot(), _ -> new PlainBatch(submit.shape()));
        if (submit.steps() == 0) {
            return Outcome.done;
        }
        if (!batch.planned && batch.state != BatchState.pending && batch.state != BatchState.validating) {
            return Outcome.ended;
        }
        if (!batch.planned) {
            batch.planned = true;
            batch.state = BatchState.validating;
        }
        if (batch.isRejected()) {
            batch.sweep(ItemState.failed);
            if (batch.state == BatchState.validating) {
                batch.state = BatchState.failed;
            }
            return Outcome.rejected;
        }
        return submit.steps() == 1 ? Outcome.done : hold(batch);
    }

    private Outcome hold(PlainBatch batch) {
        if (batch.started) {
            return Outcome.done;
        }
        if (batch.state != BatchState.validating) {
            return Outcome.ended;
        }
        int price = batch.shape.items();
        if (available < price) {
            batch.sweep(ItemState.failed);
            batch.state = BatchState.failed;
            return Outcome.unpaid;
        }
        available -= price;
        batch.held = price;
        batch.started = true;
        batch.state = BatchState.in_progress;
        return Outcome.done;
    }

    private static void cancel(PlainBatch batch, boolean whole) {
        if (batch.state.isTerminal()) {
            return;
        }
        batch.state = whole ? BatchState.cancelled : BatchState.cancelling;
        if (batch.started || whole) {
            batch.sweep(ItemState.cancelled);
        }
    }

    private static void expire(PlainBatch batch) {
        if (!batch.state.isTerminal()) {
            batch.state = BatchState.expired;
            batch.sweep(ItemState.expired);
        }
    }

    private static void complete(PlainBatch batch) {
        if (!batch.state.isTerminal()) {
            for (int chunk : batch.unfinished()) {
                batch.settle(chunk, PlainBatch.LAST_WAVE, -1, 0);
            }
            batch.state = BatchState.completed;
        }
    }

    /** What an operation answers. */
    enum Outcome {
        done,
        refused,
        reused,
        rejected,
        unpaid,
        ended
    }
}
