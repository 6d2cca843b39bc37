package io.waybill.workflows.run;

import static java.util.Objects.requireNonNull;

import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.common.SearchAttributes;
import io.temporal.failure.ChildWorkflowFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.ChildWorkflowCancellationType;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.Promise;
import io.temporal.workflow.SignalExternalWorkflowException;
import io.temporal.workflow.TimerOptions;
import io.temporal.workflow.Workflow;
import io.waybill.workflows.batch.BatchInput;
import io.waybill.workflows.batch.BatchProgress;
import io.waybill.workflows.batch.Course;
import io.waybill.workflows.batch.PreparedBatch;
import io.waybill.workflows.batch.ShardInput;
import io.waybill.workflows.batch.ShardWorkflow;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Runs the shards of a large batch as child workflows, a few at a time and in order, and asks the database how far they
 * are. It ends early, between shards, when the history of this workflow should not grow further.
 */
final class ShardFleet implements ItemsRun {

    /** Shards at once: each has its own window, so a few keep every GPU busy; more would only finish later together. */
    static final int WINDOW = 4;

    /** The same while additions come, each a shard and most of them small: one that is slow must not hold up many. */
    static final int OPEN_WINDOW = 16;

    /** Shards in one run of the workflow, so that its length is known: with counting under 4,000 events. */
    static final int SHARDS_PER_RUN = 50;

    private static final Duration FIRST_COUNT = Duration.ofSeconds(2);

    /** An operator sees counts no older than this. */
    private static final Duration LONGEST_COUNT = Duration.ofSeconds(30);

    /** When the history is long already: a shard may take days. */
    private static final Duration SPARING_COUNT = Duration.ofMinutes(10);

    /** Before a shard that was terminated is started again, which is not a hurry. */
    private static final Duration RESTART_DELAY = Duration.ofSeconds(10);

    private static final Logger LOGGER = Workflow.getLogger(ShardFleet.class);

    private final BatchInput input;
    private final String label;
    private final Steps steps;
    private final Runnable changed;
    private final int lastOfRun;
    private int shards;
    private boolean open;
    private final Deque<ShardInput> endedEarly = new ArrayDeque<>();
    private final Deque<ShardInput> again = new ArrayDeque<>();
    private final Map<Integer, ShardWorkflow> children = new LinkedHashMap<>();
    private Course course;
    private int next;
    private int running;
    private int restarting;
    private boolean counting;
    private boolean woken;
    private Duration countDelay = FIRST_COUNT;
    private BatchProgress progress;
    private @Nullable CancellationScope scope; // the one that runs run()

    /**
     * Begins at shard {@code next}.
     *
     * @param changed called when the counts change
     */
    ShardFleet(
            BatchInput input,
            PreparedBatch prepared,
            boolean open,
            Steps steps,
            Course course,
            int next,
            BatchProgress progress,
            Runnable changed) {
        this.input = requireNonNull(input, "input");
        this.label = prepared.modelLabel();
        this.shards = prepared.chunks() == 0 ? 0 : prepared.shards();
        this.open = open;
        this.steps = requireNonNull(steps, "steps");
        this.course = requireNonNull(course, "course");
        this.next = next;
        this.lastOfRun = next + SHARDS_PER_RUN;
        this.progress = requireNonNull(progress, "progress");
        this.changed = requireNonNull(changed, "changed");
    }

    /** {@return whether nothing is left to run, now or later} */
    boolean isOver() {
        return next == shards && !open;
    }

    /** {@return whether this run of the workflow has had its share} */
    private boolean isFull() {
        return next == lastOfRun || !mayGrow();
    }

    /** There are more shards now. */
    void growTo(int count) {
        shards = Math.max(shards, count);
        woken = true;
    }

    /** No more shards come. */
    void seal() {
        open = false;
        woken = true;
    }

    /** {@return the first shard that has not run; the number of shards when all have} */
    int next() {
        return next;
    }

    @Override
    public void run() {
        scope = CancellationScope.current();
        while (true) {
            woken = false;
            startDelays();
            startShards();
            if (running == 0 && restarting == 0 && (isOver() || (isFull() && !course.paused()))) {
                return;
            }
            if (running == 0) {
                // Nothing moves, so there is nothing to count: an open batch may wait for days.
                Workflow.await(() -> woken);
                continue;
            }
            boolean due = !Workflow.await(countDelay, () -> woken);
            if (due) {
                count();
            }
        }
    }

    @Override
    public void drain() {
        Workflow.await(() -> running == 0);
    }

    /** Tells the shards that run; those that start later are told at their start. */
    @Override
    public void steer(Course to) {
        course = to;
        woken = true;
        for (ShardWorkflow child : List.copyOf(children.values())) {
            try {
                child.steer(to);
            } catch (SignalExternalWorkflowException | ChildWorkflowFailure e) {
                // It has ended meanwhile; if it starts again, it starts on this course.
                LOGGER.atInfo()
                        .addKeyValue("batch", input.batchId())
                        .addKeyValue("error", e.getMessage())
                        .log("shard was not told of another course");
            }
        }
    }

    @Override
    public BatchProgress progress() {
        return progress;
    }

    @Override
    public String activity() {
        return "shards: " + (next - running - restarting) + " of " + shards + " ended, " + running
                + " running" + (restarting == 0 ? "" : ", " + restarting + " to be started again")
                + (open ? "; open" : "");
    }

    private void startShards() {
        if (course.paused()) {
            return;
        }
        while (!again.isEmpty()) {
            restarting--;
            start(again.removeFirst().on(course));
        }
        while (running + restarting < (open ? OPEN_WINDOW : WINDOW)
                && next < Math.min(shards, lastOfRun)
                && mayGrow()) {
            start(new ShardInput(input.batchId(), input.accountId(), course.lane(), next, 0, input.currency(), false));
            next++;
        }
    }

    private static boolean mayGrow() {
        return !Workflow.getInfo().isContinueAsNewSuggested();
    }

    private void start(ShardInput shard) {
        running++;
        ShardWorkflow child = Workflow.newChildWorkflowStub(ShardWorkflow.class, options(shard));
        children.put(shard.shard(), child);
        Promise<BatchProgress> end = Async.function(child::run, shard);
        end.handle((last, failure) -> {
            children.remove(shard.shard(), child);
            running--;
            woken = true;
            if (failure == null) {
                show(last);
            } else if (scope != null && !scope.isCancelRequested()) {
                restartLater(shard, failure);
            }
            return last;
        });
    }

    /**
     * Only an operator ends a shard early. Its chunks run once however often they are asked for, so it begins again.
     */
    private void restartLater(ShardInput shard, RuntimeException failure) {
        LOGGER.atError()
                .addKeyValue("batch", shard.batchId())
                .addKeyValue("shard", shard.shard())
                .addKeyValue("attempt", shard.attempt())
                .addKeyValue("error", String.valueOf(failure.getCause()))
                .log("shard ended early");
        restarting++;
        endedEarly.add(shard.again(course));
    }

    private void startDelays() {
        while (!endedEarly.isEmpty()) {
            ShardInput shard = endedEarly.removeFirst();
            var summary = TimerOptions.newBuilder()
                    .setSummary("start shard " + shard.shard() + " again")
                    .build();
            Workflow.newTimer(RESTART_DELAY, summary).thenApply(_ -> {
                again.add(shard);
                woken = true;
                return null;
            });
        }
    }

    private void count() {
        countDelay = longer();
        if (counting) {
            return;
        }
        counting = true;
        steps.count().handle((latest, failure) -> {
            counting = false;
            if (failure == null) {
                show(latest);
            }
            return latest;
        });
    }

    private Duration longer() {
        if (!mayGrow()) {
            return SPARING_COUNT;
        }
        Duration longer = countDelay.multipliedBy(3).dividedBy(2);
        return longer.compareTo(LONGEST_COUNT) > 0 ? LONGEST_COUNT : longer;
    }

    /** Answers may overtake each other: of two, the one with more items, or fewer pending, is the newer. */
    private void show(BatchProgress latest) {
        boolean more = latest.items() > progress.items();
        if (more || (latest.items() == progress.items() && latest.pending() <= progress.pending())) {
            progress = latest;
        }
        changed.run();
    }

    private ChildWorkflowOptions options(ShardInput shard) {
        return ChildWorkflowOptions.newBuilder()
                .setWorkflowId(shard.batchId() + "/shard-" + shard.shard())
                .setStaticSummary("shard " + shard.shard() + " of " + shards + ", " + label)
                .setPriority(Steps.priority(shard.lane(), shard.accountId()))
                .setTypedSearchAttributes(SearchAttributes.newBuilder()
                        .set(io.waybill.workflows.wire.SearchAttributes.ACCOUNT, shard.accountId())
                        .set(io.waybill.workflows.wire.SearchAttributes.MODEL, label)
                        .set(
                                io.waybill.workflows.wire.SearchAttributes.LANE,
                                shard.lane().name())
                        .build())
                // A shard settles what it has before it stops: the batch waits for that before it sweeps and closes.
                .setCancellationType(ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED)
                // A batch that is terminated takes its shards' runs with it, and what they had is still settled.
                .setParentClosePolicy(ParentClosePolicy.PARENT_CLOSE_POLICY_REQUEST_CANCEL)
                .build();
    }
}
