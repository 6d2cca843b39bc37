package io.waybill.workflows.retention;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** Removes once what was kept long enough. The schedule {@link #SCHEDULE} starts it. */
@WorkflowInterface
public interface RetentionWorkflow {

    /** Id of the schedule, and the beginning of its workflows' ids. */
    String SCHEDULE = "waybill-retention";

    /** Does it; idempotent, because what was removed is marked so. */
    @WorkflowMethod
    Retained run();
}
