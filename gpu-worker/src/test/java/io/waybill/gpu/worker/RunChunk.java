package io.waybill.gpu.worker;

import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import io.waybill.workflows.inference.InferChunk;
import io.waybill.workflows.inference.InferenceActivities;
import io.waybill.workflows.inference.InferredChunk;
import io.waybill.workflows.wire.TaskQueues;
import java.time.Duration;

/** Runs one chunk as a batch would. */
@WorkflowInterface
public interface RunChunk {

    /** {@return what the activity answers} */
    @WorkflowMethod
    InferredChunk run(InferChunk chunk);

    /** The workflow. */
    final class Impl implements RunChunk {

        @Override
        public InferredChunk run(InferChunk chunk) {
            return Workflow.newActivityStub(
                            InferenceActivities.class,
                            ActivityOptions.newBuilder()
                                    .setTaskQueue(TaskQueues.gpu(chunk.ref().pool()))
                                    .setStartToCloseTimeout(Duration.ofSeconds(60))
                                    .setHeartbeatTimeout(Duration.ofSeconds(4))
                                    .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
                                    .setRetryOptions(RetryOptions.newBuilder()
                                            .setMaximumAttempts(1)
                                            .build())
                                    .build())
                    .infer(chunk);
        }
    }
}
