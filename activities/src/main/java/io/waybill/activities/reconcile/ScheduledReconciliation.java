package io.waybill.activities.reconcile;

import io.temporal.client.WorkflowClient;
import io.waybill.activities.schedule.Schedules;
import io.waybill.workflows.reconcile.ReconcileActivities;
import io.waybill.workflows.reconcile.ReconcileWorkflow;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/** By a schedule of Temporal, so that an operator sees each look, and one look runs at a time. */
@Component
@EnableConfigurationProperties(ReconcileSettings.class)
final class ScheduledReconciliation implements Reconciliation {

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
        Schedules.ensure(
                client,
                new Schedules.Wanted(
                        ReconcileWorkflow.SCHEDULE,
                        ReconcileWorkflow.class,
                        settings.every(),
                        "compares open batches with their workflows"));
    }
}
