package io.waybill.workflows.batch;

import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** Runs the chunks of one shard of a large batch, as a child of its {@link BatchWorkflow}. */
@WorkflowInterface
public interface ShardWorkflow {

    /** Runs the shard's chunks until each has been settled; returns the batch's counts after the last settle. */
    @WorkflowMethod
    BatchProgress run(ShardInput input);

    /** Takes another course; the last one sent counts. What is in flight ends, or starts again in its new lane. */
    @SignalMethod
    void steer(Course course);
}
