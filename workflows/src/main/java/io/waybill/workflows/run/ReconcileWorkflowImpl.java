package io.waybill.workflows.run;

import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.Workflow;
import io.waybill.workflows.reconcile.ReconcileActivities;
import io.waybill.workflows.reconcile.ReconcileWorkflow;
import io.waybill.workflows.reconcile.Reconciled;
import io.waybill.workflows.wire.TaskQueues;
import java.time.Duration;

/** One activity; what it found stands in the details. */
public final class ReconcileWorkflowImpl implements ReconcileWorkflow {

    private final ReconcileActivities activities = Workflow.newActivityStub(
            ReconcileActivities.class,
            ActivityOptions.newBuilder()
                    .setTaskQueue(TaskQueues.BATCHES)
                    .setSummary("compare open batches with their workflows")
                    // A page of 200 batches takes a second or two, and it heartbeats after each.
                    .setHeartbeatTimeout(Duration.ofSeconds(30))
                    // The next look comes by the schedule: no need to try for long.
                    .setStartToCloseTimeout(Duration.ofMinutes(10))
                    .setScheduleToCloseTimeout(Duration.ofMinutes(15))
                    .setRetryOptions(RetryOptions.newBuilder()
                            .setInitialInterval(Duration.ofSeconds(1))
                            .setMaximumInterval(Duration.ofSeconds(30))
                            .build())
                    .build());

    /** Called by Temporal. */
    public ReconcileWorkflowImpl() {}

    @Override
    public Reconciled run() {
        Reconciled found = activities.reconcile();
        Workflow.setCurrentDetails("looked at " + found.looked() + " open batches, started " + found.started()
                + ", closed " + found.closed());
        return found;
    }
}
