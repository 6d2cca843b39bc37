package io.waybill.workflows.run;

import static java.util.Objects.requireNonNull;

import io.temporal.failure.ActivityFailure;
import io.temporal.workflow.Workflow;
import io.waybill.workflows.batch.BatchInput;
import io.waybill.workflows.batch.BatchProgress;
import io.waybill.workflows.batch.BatchState;
import io.waybill.workflows.batch.HeldBatch;
import io.waybill.workflows.batch.PreparedAndHeld;
import io.waybill.workflows.batch.PreparedBatch;
import io.waybill.workflows.batch.Submission;
import io.waybill.workflows.batch.Submission.Verdict;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Prepare and hold: a batch is valid and paid for, or it fails. */
final class Beginning {

    private static final Logger LOGGER = Workflow.getLogger(Beginning.class);

    private final BatchInput input;
    private final Nanos money;
    private final Steps steps;
    private final ClientAnswer client;
    private final Display display;
    private final EarlyEnd earlyEnd;
    private final Standing standing;
    private final Ending ending;
    private @Nullable HeldBatch hold; // null until asked for, and where that is done apart from preparing

    Beginning(
            BatchInput input,
            Nanos money,
            Steps steps,
            ClientAnswer client,
            Display display,
            EarlyEnd earlyEnd,
            Standing standing,
            Ending ending) {
        this.input = requireNonNull(input, "input");
        this.money = requireNonNull(money, "money");
        this.steps = requireNonNull(steps, "steps");
        this.client = requireNonNull(client, "client");
        this.display = requireNonNull(display, "display");
        this.earlyEnd = requireNonNull(earlyEnd, "earlyEnd");
        this.standing = requireNonNull(standing, "standing");
        this.ending = requireNonNull(ending, "ending");
    }

    /** {@return whether items may run: they are valid and paid for, and nobody has ended the batch} */
    boolean mayRun() {
        try {
            prepare();
            PreparedBatch plan = standing.plan();
            return plan != null
                    && isAccepted(plan)
                    && (hold != null || !earlyEnd.isAsked())
                    && isPaid(plan)
                    && !earlyEnd.isAsked();
        } catch (ActivityFailure failure) {
            if (!earlyEnd.isAsked()) {
                // The steps repeat whatever may pass, so this is a contradiction, such as a batch that was closed by
                // hand.
                LOGGER.atError()
                        .addKeyValue("batch", input.batchId())
                        .addKeyValue("error", String.valueOf(failure.getCause()))
                        .log("batch could not begin");
                ending.fail("internal_error", "the batch could not begin", new Submission(Verdict.invalid, 0, 0));
            }
            return false;
        }
    }

    /** Leaves the plan unknown where the batch was ended before its items were known. */
    private void prepare() {
        if (!earlyEnd.isAsked()) {
            earlyEnd.interrupts(() -> {
                if (input.inline()) {
                    display.pass(BatchState.validating);
                    standing.changed();
                    PreparedAndHeld both = steps.prepareAndHold();
                    hold = both.hold();
                    standing.planned(both.plan());
                } else {
                    standing.enter(BatchState.validating);
                    standing.planned(steps.prepare());
                }
            });
        }
    }

    private boolean isAccepted(PreparedBatch plan) {
        if (plan.rejected()) {
            ending.fail("invalid_batch", plan.reason(), new Submission(Verdict.invalid, 0, 0));
        }
        return !plan.rejected();
    }

    private boolean isPaid(PreparedBatch plan) {
        HeldBatch held = hold == null ? steps.hold(plan.priceNanos(), plan.items() - plan.invalid()) : hold;
        Refusal refusal = Refusal.of(held, money);
        if (refusal != null) {
            ending.fail(
                    refusal.code(),
                    refusal.message(),
                    new Submission(refusal.verdict(), held.requiredNanos(), held.availableNanos()));
            return false;
        }
        standing.paid(true);
        standing.reached(BatchProgress.held(plan.items(), plan.invalid(), plan.priceNanos()));
        client.give(new Submission(Verdict.held, held.requiredNanos(), held.availableNanos()));
        standing.enter(BatchState.in_progress);
        return true;
    }
}
