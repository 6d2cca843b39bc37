package io.waybill.workflows.batch;

import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.UpdateMethod;
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

    /** {@return counts and money after the last settle} */
    @QueryMethod
    BatchProgress progress();
}
