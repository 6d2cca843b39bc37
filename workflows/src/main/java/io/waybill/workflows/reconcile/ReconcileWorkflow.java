package io.waybill.workflows.reconcile;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** Looks once for open batches that no workflow works on. The schedule {@link #SCHEDULE} starts it. */
@WorkflowInterface
public interface ReconcileWorkflow {

    /** Id of the schedule, and the beginning of its workflows' ids. */
    String SCHEDULE = "waybill-reconcile";

    /** Does it; idempotent, because a batch has at most one workflow at a time. */
    @WorkflowMethod
    Reconciled run();
}
