package io.waybill.bench;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** A window of no-op activities: what Temporal itself costs. Public because Temporal asks for it. */
@WorkflowInterface
public interface NoOpWorkflow {

    /** Runs {@code items} activities. */
    @WorkflowMethod
    int run(int items);
}
