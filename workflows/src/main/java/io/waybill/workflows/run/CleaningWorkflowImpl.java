package io.waybill.workflows.run;

import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.Workflow;
import io.waybill.workflows.cleaning.Cleaned;
import io.waybill.workflows.cleaning.CleaningActivities;
import io.waybill.workflows.cleaning.CleaningWorkflow;
import io.waybill.workflows.wire.TaskQueues;
import java.time.Duration;

/** One activity; what it removed stands in the details. */
public final class CleaningWorkflowImpl implements CleaningWorkflow {

    private final CleaningActivities activities = Workflow.newActivityStub(
            CleaningActivities.class,
            ActivityOptions.newBuilder()
                    .setTaskQueue(TaskQueues.BATCHES)
                    .setSummary("remove answers and events that are older than they are kept")
                    // A page of 1,000 rows takes well under a second, and it heartbeats after each.
                    .setHeartbeatTimeout(Duration.ofSeconds(30))
                    // What is left over is removed by the next one: no need to try for long.
                    .setStartToCloseTimeout(Duration.ofMinutes(20))
                    .setScheduleToCloseTimeout(Duration.ofMinutes(30))
                    .setRetryOptions(RetryOptions.newBuilder()
                            .setInitialInterval(Duration.ofSeconds(1))
                            .setMaximumInterval(Duration.ofMinutes(1))
                            .build())
                    .build());

    /** Called by Temporal. */
    public CleaningWorkflowImpl() {}

    @Override
    public Cleaned run() {
        Cleaned cleaned = activities.clean();
        Workflow.setCurrentDetails("removed " + cleaned.answers() + " answers under idempotency keys, "
                + cleaned.events() + " events of webhooks");
        return cleaned;
    }
}
