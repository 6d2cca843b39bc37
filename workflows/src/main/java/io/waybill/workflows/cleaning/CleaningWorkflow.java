package io.waybill.workflows.cleaning;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** Removes once what nobody needs any more. The schedule {@link #SCHEDULE} starts it. */
@WorkflowInterface
public interface CleaningWorkflow {

    /** Id of the schedule, and the beginning of its workflows' ids. */
    String SCHEDULE = "waybill-clean";

    /** Does it; idempotent, because what was removed is not there any more. */
    @WorkflowMethod
    Cleaned run();
}
