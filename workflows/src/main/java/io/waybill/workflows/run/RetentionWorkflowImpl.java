package io.waybill.workflows.run;

import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.Workflow;
import io.waybill.workflows.retention.Retained;
import io.waybill.workflows.retention.RetentionActivities;
import io.waybill.workflows.retention.RetentionWorkflow;
import io.waybill.workflows.wire.TaskQueues;
import java.time.Duration;

/** One activity; what it removed stands in the details. */
public final class RetentionWorkflowImpl implements RetentionWorkflow {

    private final RetentionActivities activities = Workflow.newActivityStub(
            RetentionActivities.class,
            ActivityOptions.newBuilder()
                    .setTaskQueue(TaskQueues.BATCHES)
                    .setSummary("remove files, results and inputs that were kept long enough")
                    // It heartbeats after each object it removes, which takes some milliseconds.
                    .setHeartbeatTimeout(Duration.ofMinutes(1))
                    // What is left over is removed by the next one: no need to try for long.
                    .setStartToCloseTimeout(Duration.ofMinutes(50))
                    .setScheduleToCloseTimeout(Duration.ofHours(1))
                    .setRetryOptions(RetryOptions.newBuilder()
                            .setInitialInterval(Duration.ofSeconds(1))
                            .setMaximumInterval(Duration.ofMinutes(1))
                            .build())
                    .build());

    /** Called by Temporal. */
    public RetentionWorkflowImpl() {}

    @Override
    public Retained run() {
        Retained retained = activities.retain();
        Workflow.setCurrentDetails("removed " + retained.files() + " files, the results of " + retained.results()
                + " batches, and the lines of " + retained.inputs());
        return retained;
    }
}
