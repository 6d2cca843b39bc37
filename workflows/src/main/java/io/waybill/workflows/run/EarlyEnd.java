package io.waybill.workflows.run;

import static java.util.Objects.requireNonNull;

import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.TimerOptions;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Whether a batch is to end before its items have, and what that interrupts. The first who ends it decides how. */
final class EarlyEnd {

    private static final Logger LOGGER = Workflow.getLogger(EarlyEnd.class);

    private final String batchId;
    private boolean possible = true;
    private @Nullable Stop stop; // null as long as nobody ends the batch early
    private @Nullable CancellationScope interruptible; // null while nothing may be interrupted

    EarlyEnd(String batchId) {
        this.batchId = requireNonNull(batchId, "batchId");
    }

    /** {@return why the batch is to end early; null where it is not} */
    @Nullable
    Stop stop() {
        return stop;
    }

    boolean isAsked() {
        return stop != null;
    }

    boolean isPossible() {
        return possible;
    }

    /** From now on the batch ends as it is about to. */
    void preclude() {
        possible = false;
    }

    /**
     * Asks for the end, unless it is asked for already or too late. May be called before the workflow runs.
     *
     * @param reason for people; what Temporal passes on may be null or empty
     */
    void ask(Stop.Kind kind, @Nullable String reason) {
        if (!possible || stop != null) {
            return;
        }
        stop = new Stop(kind, reason == null || reason.isBlank() ? "no reason was given" : reason);
        LOGGER.atInfo().addKeyValue("batch", batchId).addKeyValue("kind", kind).log("batch is to end early");
        if (interruptible != null) {
            interruptible.cancel(kind.name());
        }
    }

    /** Asks for the end at {@code instant}, behind a durable timer. */
    void askAt(Instant instant) {
        Duration left = Duration.between(Instant.ofEpochMilli(Workflow.currentTimeMillis()), instant);
        if (!left.isPositive()) {
            expire();
            return;
        }
        TimerOptions summary = TimerOptions.newBuilder()
                .setSummary("the completion window ends")
                .build();
        Workflow.newTimer(left, summary).thenApply(_ -> {
            expire();
            return null;
        });
    }

    /** Runs {@code work} until it ends or the batch is to end early; does nothing where that is so already. */
    void interrupts(Runnable work) {
        if (stop != null) {
            return;
        }
        CancellationScope scope = Workflow.newCancellationScope(work);
        interruptible = scope;
        try {
            scope.run();
        } catch (CanceledFailure cancelled) {
            if (stop == null) {
                throw cancelled;
            }
        } finally {
            interruptible = null;
        }
    }

    private void expire() {
        ask(Stop.Kind.EXPIRED, "the completion window is over");
    }
}
