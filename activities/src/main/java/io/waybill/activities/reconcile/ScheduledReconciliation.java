package io.waybill.activities.reconcile;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.schedules.Schedule;
import io.temporal.client.schedules.ScheduleActionStartWorkflow;
import io.temporal.client.schedules.ScheduleAlreadyRunningException;
import io.temporal.client.schedules.ScheduleClient;
import io.temporal.client.schedules.ScheduleClientOptions;
import io.temporal.client.schedules.ScheduleIntervalSpec;
import io.temporal.client.schedules.ScheduleOptions;
import io.temporal.client.schedules.ScheduleSpec;
import io.temporal.client.schedules.ScheduleUpdate;
import io.waybill.workflows.reconcile.ReconcileActivities;
import io.waybill.workflows.reconcile.ReconcileWorkflow;
import io.waybill.workflows.wire.TaskQueues;
import java.time.Clock;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/** By a schedule of Temporal, so that an operator sees each look, and one look runs at a time. */
@Component
@EnableConfigurationProperties(ReconcileSettings.class)
final class ScheduledReconciliation implements Reconciliation {

    private static final Logger LOGGER = LoggerFactory.getLogger(ScheduledReconciliation.class);

    private final OpenBatchMapper batches;
    private final ReconcileSettings settings;
    private final Clock clock;

    ScheduledReconciliation(OpenBatchMapper batches, ReconcileSettings settings, Clock clock) {
        this.batches = batches;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public ReconcileActivities activities(WorkflowClient client) {
        return new Reconciler(batches, client, settings.age(), clock);
    }

    @Override
    public void schedule(WorkflowClient client) {
        var schedules = ScheduleClient.newInstance(
                client.getWorkflowServiceStubs(),
                ScheduleClientOptions.newBuilder()
                        .setNamespace(client.getOptions().getNamespace())
                        .build());
        try {
            // Overlapping looks are skipped by default.
            schedules.createSchedule(
                    ReconcileWorkflow.SCHEDULE,
                    schedule(),
                    ScheduleOptions.newBuilder().build());
        } catch (RuntimeException e) {
            switch (answer(e)) {
                case ALREADY_EXISTS ->
                    schedules.getHandle(ReconcileWorkflow.SCHEDULE).update(_ -> new ScheduleUpdate(schedule()));
                case UNIMPLEMENTED ->
                    LOGGER.atInfo().log("the server has no schedules: batches are not compared with their workflows");
                default -> throw e;
            }
        }
    }

    // The client wraps what the server answers, and knows only some servers' way to say that a schedule is there.
    private static Status.Code answer(RuntimeException failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof ScheduleAlreadyRunningException) {
                return Status.Code.ALREADY_EXISTS;
            }
            if (at instanceof StatusRuntimeException answer) {
                return answer.getStatus().getCode();
            }
        }
        return Status.Code.UNKNOWN;
    }

    private Schedule schedule() {
        return Schedule.newBuilder()
                .setAction(ScheduleActionStartWorkflow.newBuilder()
                        .setWorkflowType(ReconcileWorkflow.class)
                        .setOptions(WorkflowOptions.newBuilder()
                                .setWorkflowId(ReconcileWorkflow.SCHEDULE)
                                .setTaskQueue(TaskQueues.BATCHES)
                                // The client cannot read a schedule back that has one of the two.
                                .setStaticSummary("compares open batches with their workflows")
                                .setStaticDetails("docs/operations.md says what it does")
                                .build())
                        .build())
                .setSpec(ScheduleSpec.newBuilder()
                        .setIntervals(List.of(new ScheduleIntervalSpec(settings.every())))
                        .build())
                .build();
    }
}
