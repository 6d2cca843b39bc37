package io.waybill.activities.schedule;

import static java.util.Objects.requireNonNull;

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
import io.waybill.workflows.wire.TaskQueues;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the server start workflows at intervals, so that an operator sees each run, and one runs at a time. */
public final class Schedules {

    private static final Logger LOGGER = LoggerFactory.getLogger(Schedules.class);

    private Schedules() {}

    /**
     * Makes the schedule, or changes it to what is asked for; every start of a worker may do it. Where the server has
     * no schedules, as the one in memory, it says so in the log.
     */
    public static void ensure(WorkflowClient client, Wanted wanted) {
        var schedules = ScheduleClient.newInstance(
                client.getWorkflowServiceStubs(),
                ScheduleClientOptions.newBuilder()
                        .setNamespace(client.getOptions().getNamespace())
                        .build());
        try {
            // Overlapping runs are skipped by default.
            schedules.createSchedule(
                    wanted.id(), schedule(wanted), ScheduleOptions.newBuilder().build());
        } catch (RuntimeException e) {
            switch (answer(e)) {
                case ALREADY_EXISTS ->
                    schedules.getHandle(wanted.id()).update(_ -> new ScheduleUpdate(schedule(wanted)));
                case UNIMPLEMENTED ->
                    LOGGER.atInfo()
                            .addKeyValue("schedule", wanted.id())
                            .log("the server has no schedules: this one does not run");
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

    private static Schedule schedule(Wanted wanted) {
        return Schedule.newBuilder()
                .setAction(ScheduleActionStartWorkflow.newBuilder()
                        .setWorkflowType(wanted.workflow())
                        .setOptions(WorkflowOptions.newBuilder()
                                .setWorkflowId(wanted.id())
                                .setTaskQueue(TaskQueues.BATCHES)
                                // The client cannot read a schedule back that has one of the two.
                                .setStaticSummary(wanted.summary())
                                .setStaticDetails("docs/operations.md says what it does")
                                .build())
                        .build())
                .setSpec(ScheduleSpec.newBuilder()
                        .setIntervals(List.of(new ScheduleIntervalSpec(wanted.every())))
                        .build())
                .build();
    }

    /**
     * A schedule.
     *
     * @param id its own, and the beginning of its workflows' ids
     * @param workflow interface of a workflow without input
     * @param summary a line for the UI
     */
    public record Wanted(String id, Class<?> workflow, Duration every, String summary) {

        /** Checks that what must be there is. */
        public Wanted {
            requireNonNull(id, "id");
            requireNonNull(workflow, "workflow");
            requireNonNull(every, "every");
            requireNonNull(summary, "summary");
        }
    }
}
