package io.waybill.workflows.run;

import static java.util.Objects.requireNonNull;

import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.CompletablePromise;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowLock;
import io.waybill.workflows.batch.BatchInput;
import io.waybill.workflows.batch.BatchInput.Resumption;
import io.waybill.workflows.batch.BatchProgress;
import io.waybill.workflows.batch.BatchState;
import io.waybill.workflows.batch.Course;
import io.waybill.workflows.batch.Lane;
import io.waybill.workflows.batch.PreparedBatch;
import io.waybill.workflows.batch.Steered;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The commands on a batch that runs. They take turns: each is in force, in the row and answered before the next begins,
 * so of two opposite ones the later stands, and both callers are told what was true after theirs.
 */
final class Steering {

    private final Steps steps;
    private final Display display;
    private final EarlyEnd earlyEnd;
    private final Runnable changed;
    private final WorkflowLock turn = Workflow.newWorkflowLock();
    private Course course;
    private boolean closed;
    private @Nullable String reason; // why it is paused; null where it is not
    private @Nullable ItemsRun items; // null before items run
    private @Nullable StopLoss stopLoss; // null where there is no limit, and before items run
    private boolean stopping;

    /**
     * Begins on the course of {@code input}.
     *
     * @param changed called when what operators see has changed
     */
    Steering(BatchInput input, Steps steps, Display display, EarlyEnd earlyEnd, Runnable changed) {
        Resumption resumption = input.resumption();
        this.reason = resumption == null ? null : resumption.paused();
        this.course = new Course(reason != null, input.lane());
        this.steps = requireNonNull(steps, "steps");
        this.display = requireNonNull(display, "display");
        this.earlyEnd = requireNonNull(earlyEnd, "earlyEnd");
        this.changed = requireNonNull(changed, "changed");
        if (reason != null) {
            display.note("Paused " + reason);
        }
    }

    /** {@return the state of a batch at the start of a run} */
    static BatchState stateAt(@Nullable Resumption resumption) {
        if (resumption == null) {
            return BatchState.pending;
        }
        return resumption.paused() == null ? BatchState.in_progress : BatchState.paused;
    }

    /** {@return how items run now} */
    Course course() {
        return course;
    }

    /** {@return why the batch is paused; null where it is not} */
    @Nullable
    String reason() {
        return reason;
    }

    /** From now on {@code run} is told of every other course, and its failures are watched. */
    void runs(ItemsRun run, PreparedBatch plan) {
        items = run;
        stopLoss = StopLoss.of(plan);
    }

    /** Pauses or cancels a batch of which too many items fail. May be called where nothing can wait. */
    void watch(BatchProgress progress) {
        StopLoss watching = stopLoss;
        String why = watching == null || course.paused() || stopping || closed ? null : watching.check(progress);
        if (watching == null || why == null) {
            return;
        }
        switch (watching.limit().onLimit()) {
            case cancel -> earlyEnd.ask(Stop.Kind.CANCELLED, why);
            case pause -> {
                stopping = true;
                Async.procedure(() -> pause(why)).handle((_, _) -> {
                    // It fails only where the batch is about to end anyway.
                    stopping = false;
                    return null;
                });
            }
        }
    }

    /** Nothing is steered any more: the batch is about to end. Returns when the last command has been answered. */
    void close() {
        closed = true;
        turn.lock();
        turn.unlock();
    }

    /** Refuses what needs items that run, or could if the batch were not paused. */
    void requireRuns(String verb) {
        requireOpen(verb);
        if (display.state() != BatchState.in_progress && display.state() != BatchState.paused) {
            throw forbidden(verb, "in_progress or paused");
        }
    }

    /** Refuses what comes too late. */
    void requireOpen(String verb) {
        if (closed || earlyEnd.isAsked() || !earlyEnd.isPossible()) {
            throw forbidden(verb, "pending, validating, in_progress or paused");
        }
    }

    Steered pause(String why) {
        return inTurn("paused", () -> {
            if (course.paused()) {
                return answer(steps.count().get());
            }
            reason = why;
            take(new Course(true, course.lane()));
            BatchProgress progress = steps.steer(course, why);
            display.note("Paused " + why);
            enter(BatchState.paused);
            return answer(progress);
        });
    }

    Steered resume() {
        return inTurn("resumed", () -> {
            if (!course.paused()) {
                return answer(steps.count().get());
            }
            // The row first: whoever sees it in progress sees items run.
            reason = null;
            Course next = new Course(false, course.lane());
            BatchProgress progress = steps.steer(next, null);
            display.note("");
            enter(BatchState.in_progress);
            if (stopLoss != null) {
                stopLoss.restart(progress);
            }
            take(next);
            return answer(progress);
        });
    }

    Steered reprioritise(Lane lane) {
        return inTurn("reprioritised", () -> {
            if (lane == course.lane()) {
                return answer(steps.count().get());
            }
            take(new Course(course.paused(), lane));
            BatchProgress progress = steps.steer(course, reason);
            display.lane(lane);
            changed.run();
            return answer(progress);
        });
    }

    /** {@return what a command is answered} */
    Steered answer(BatchProgress progress) {
        return new Steered(display.state(), course.lane(), progress);
    }

    private void take(Course next) {
        course = next;
        if (items != null) {
            items.steer(next);
        }
    }

    /** Only what runs enters: a batch that is about to end has shown that already. */
    private void enter(BatchState state) {
        if (!closed) {
            display.enter(state, false);
            changed.run();
        }
    }

    /** Takes a turn, which no cancellation of the workflow cuts short. */
    <T> T inTurn(String verb, Supplier<T> command) {
        CompletablePromise<T> answer = Workflow.newPromise();
        Workflow.newDetachedCancellationScope(() -> {
                    turn.lock();
                    try {
                        requireOpen(verb);
                        answer.complete(command.get());
                    } finally {
                        turn.unlock();
                    }
                })
                .run();
        return answer.get();
    }

    private ApplicationFailure forbidden(String verb, String allowed) {
        boolean ending = closed || earlyEnd.isAsked();
        String state = ending ? "about to end" : display.state().name();
        return ApplicationFailure.newNonRetryableFailure(
                "the batch is " + state + "; what can be " + verb + " is " + allowed, Steered.STATE_FORBIDS);
    }
}
