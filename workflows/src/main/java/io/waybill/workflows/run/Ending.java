package io.waybill.workflows.run;

import static java.util.Objects.requireNonNull;

import io.temporal.workflow.Workflow;
import io.waybill.workflows.batch.BatchProgress;
import io.waybill.workflows.batch.BatchState;
import io.waybill.workflows.batch.ItemState;
import io.waybill.workflows.batch.Submission;
import io.waybill.workflows.batch.Submission.Verdict;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Assemble, attest, close: the ways in which a batch ends. */
final class Ending {

    private static final Logger LOGGER = Workflow.getLogger(Ending.class);

    /** The files of so many items are made in less time than a step of their own takes. */
    private static final int ITEMS_AT_ONCE_MAX = 1_000;

    private final String batchId;
    private final Steps steps;
    private final ClientAnswer client;
    private final Display display;
    private final EarlyEnd earlyEnd;
    private final Steering steering;
    private final Standing standing;
    private boolean cancelling;
    private boolean over;

    Ending(
            String batchId,
            Steps steps,
            ClientAnswer client,
            Display display,
            EarlyEnd earlyEnd,
            Steering steering,
            Standing standing) {
        this.batchId = requireNonNull(batchId, "batchId");
        this.steps = requireNonNull(steps, "steps");
        this.client = requireNonNull(client, "client");
        this.display = requireNonNull(display, "display");
        this.earlyEnd = requireNonNull(earlyEnd, "earlyEnd");
        this.steering = requireNonNull(steering, "steering");
        this.standing = requireNonNull(standing, "standing");
    }

    /** {@return whether the batch has ended} */
    boolean isOver() {
        return over;
    }

    /** {@return whether the batch's row says that it is being cancelled, or the batch has ended} */
    boolean isCancelled() {
        return cancelling || over;
    }

    /** Ends a batch whose items have all ended. */
    void complete() {
        earlyEnd.preclude();
        steering.close();
        if (standing.progress().pending() > 0) {
            // Where nothing had to run no step has told of the items that others answered.
            standing.reached(steps.count().get());
        }
        if (standing.progress().pending() > 0) {
            // Cannot happen as long as the steps keep their contracts; if it does, the client gets the money back.
            LOGGER.atError()
                    .addKeyValue("batch", batchId)
                    .addKeyValue("items", standing.progress().pending())
                    .log("items were left over");
            standing.reached(steps.sweep(ItemState.cancelled, standing.size()));
        }
        if (standing.size() <= ITEMS_AT_ONCE_MAX) {
            ended(BatchState.completed, steps.assembleAndClose(standing.size()));
            return;
        }
        standing.reached(steps.enter(BatchState.finalizing));
        standing.enter(BatchState.finalizing);
        steps.assemble(standing.size());
        steps.attest(standing.size());
        close(BatchState.completed, null, null);
    }

    /** Ends a batch early: what has ended is settled, the rest is released. */
    void wind(Stop early) {
        steering.close();
        display.note(early.text());
        if (early.kind() == Stop.Kind.CANCELLED) {
            standing.reached(steps.enter(BatchState.cancelling));
            standing.enter(BatchState.cancelling);
            cancelling = true;
        }
        if (standing.isPaid()) {
            ItemsRun items = standing.items();
            if (items != null) {
                items.drain();
            }
            standing.reached(steps.sweep(early.kind().items(), standing.size()));
            standing.changed();
            steps.assemble(standing.size());
            steps.attest(standing.size());
        }
        client.give(new Submission(Verdict.ended, 0, 0));
        close(early.kind().batch(), null, null);
        if (!standing.isPaid()) {
            attestWhatNeverRan();
        }
    }

    /** Ends a batch of which nothing runs, and tells its client why. */
    void fail(String code, String message, Submission answer) {
        earlyEnd.preclude();
        steering.close();
        display.note(message);
        close(BatchState.failed, code, message);
        client.give(answer);
        attestWhatNeverRan();
    }

    /** Items that closing itself has ended: those of a batch that was never paid for, which may have none. */
    private void attestWhatNeverRan() {
        if (standing.size() > 0) {
            steps.attest(standing.size());
        }
    }

    private void close(BatchState terminal, @Nullable String code, @Nullable String message) {
        ended(terminal, steps.close(terminal, code, message, standing.size()));
    }

    private void ended(BatchState terminal, BatchProgress last) {
        standing.reached(last);
        standing.enter(terminal);
        over = true;
        LOGGER.atInfo()
                .addKeyValue("batch", batchId)
                .addKeyValue("state", terminal)
                .addKeyValue("succeeded", last.succeeded())
                .addKeyValue("failed", last.failed())
                .log("batch ended");
    }
}
