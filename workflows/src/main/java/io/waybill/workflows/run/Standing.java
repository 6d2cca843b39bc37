package io.waybill.workflows.run;

import static java.util.Objects.requireNonNull;

import io.waybill.workflows.batch.AddedItems;
import io.waybill.workflows.batch.BatchProgress;
import io.waybill.workflows.batch.BatchState;
import io.waybill.workflows.batch.PreparedBatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What is known of a batch so far: its plan, whether it is paid, what runs and how far it is. Operators see it. */
final class Standing {

    private final Display display;
    private final EarlyEnd earlyEnd;
    private BatchProgress progress = BatchProgress.none();
    private boolean paid;
    private @Nullable PreparedBatch plan; // null until the items are known
    private @Nullable ItemsRun items; // null before items run
    private @Nullable Consumer<BatchProgress> watcher; // null before items run

    Standing(Display display, EarlyEnd earlyEnd) {
        this.display = requireNonNull(display, "display");
        this.earlyEnd = requireNonNull(earlyEnd, "earlyEnd");
    }

    BatchProgress progress() {
        return progress;
    }

    void reached(BatchProgress next) {
        progress = requireNonNull(next, "next");
    }

    /** {@return whether its money is held} */
    boolean isPaid() {
        return paid;
    }

    void paid(boolean held) {
        paid = held;
    }

    /** {@return the plan; null until the items are known} */
    @Nullable
    PreparedBatch plan() {
        return plan;
    }

    /** {@return the plan of a batch whose items are known} */
    PreparedBatch knownPlan() {
        return requireNonNull(plan, "plan");
    }

    void planned(PreparedBatch prepared) {
        plan = requireNonNull(prepared, "prepared");
    }

    void grown(AddedItems addition) {
        PreparedBatch grown = knownPlan().grown(addition);
        plan = grown;
        display.model(grown.modelLabel());
    }

    /** {@return what runs, or ran; null before} */
    @Nullable
    ItemsRun items() {
        return items;
    }

    /**
     * From now on its progress is the batch's.
     *
     * @param told of the progress whenever it is looked at
     */
    void runs(ItemsRun run, Consumer<BatchProgress> told) {
        items = requireNonNull(run, "run");
        watcher = requireNonNull(told, "told");
    }

    /** {@return how many items it has, as far as that is known} */
    long size() {
        return plan == null ? progress.items() : Math.max(plan.items(), progress.items());
    }

    /** Tells operators; the row's state is written by the steps. */
    void enter(BatchState next) {
        PreparedBatch known = plan;
        if (known != null) {
            display.model(known.modelLabel());
        }
        display.enter(next, known != null);
        changed();
    }

    /** What operators see has changed. */
    void changed() {
        ItemsRun running = items;
        Consumer<BatchProgress> watching = watcher;
        if (running != null && watching != null && earlyEnd.isPossible() && !earlyEnd.isAsked()) {
            progress = running.progress();
            watching.accept(progress);
        }
        display.show(progress, running == null ? "" : running.activity());
    }
}
