package io.waybill.workflows.batch;

import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.UpdateValidatorMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** Runs one batch from submission to its terminal state. The workflow id is the batch id. */
@WorkflowInterface
public interface BatchWorkflow {

    /** The id of the one {@link #submit} update of a batch, so that a repeated submission joins the first. */
    String SUBMIT_UPDATE_ID = "submit";

    /** Runs the batch; returns its last counts. */
    @WorkflowMethod
    BatchProgress run(BatchInput input);

    /** Answers when the batch is priced and held, or has failed (inline), or at once (a file). Sent with the start. */
    @UpdateMethod
    Submission submit();

    /**
     * Asks for cancellation and answers when the batch's row says {@code cancelling} or a terminal state. Safe to
     * repeat; does nothing to a batch that has ended.
     *
     * @param reason for people
     */
    @UpdateMethod
    BatchProgress cancel(String reason);

    /**
     * Holds the batch back: nothing new starts, what was handed to the workers ends and is settled. Safe to repeat.
     * Refused with {@link Steered#STATE_FORBIDS} where no items run.
     */
    @UpdateMethod
    Steered pause();

    /** Refuses a {@link #pause} that the state does not allow. */
    @UpdateValidatorMethod(updateName = "pause")
    void validatePause();

    /** Lets a paused batch go on. Safe to repeat; refused with {@link Steered#STATE_FORBIDS} where no items run. */
    @UpdateMethod
    Steered resume();

    /** Refuses a {@link #resume} that the state does not allow. */
    @UpdateValidatorMethod(updateName = "resume")
    void validateResume();

    /**
     * Changes the lane of what has not ended: what waits in the queue of the workers leaves it and joins it again. The
     * price stays that of the submission. Safe to repeat; refused with {@link Steered#STATE_FORBIDS} once all items
     * have ended.
     *
     * @param lane not {@code interactive}
     */
    @UpdateMethod
    Steered reprioritise(Lane lane);

    /** Refuses a {@link #reprioritise} that the state does not allow. */
    @UpdateValidatorMethod(updateName = "reprioritise")
    void validateReprioritise(Lane lane);

    /**
     * Adds items to an open batch; answers when they are priced and held, or why they are not. Safe to repeat with the
     * same {@code appendId}. Refused with {@link Steered#STATE_FORBIDS} where the batch takes none, or none any more.
     */
    @UpdateMethod
    AddedItems add(AddItems request);

    /** Refuses an {@link #add} that the state does not allow. */
    @UpdateValidatorMethod(updateName = "add")
    void validateAdd(AddItems request);

    /** Nothing more is added: the batch ends when its items have. Safe to repeat. */
    @UpdateMethod
    Steered seal();

    /** Refuses a {@link #seal} that the state does not allow. */
    @UpdateValidatorMethod(updateName = "seal")
    void validateSeal();

    /** {@return counts and money after the last settle} */
    @QueryMethod
    BatchProgress progress();
}
