package io.waybill.activities.cleaning;

import io.temporal.client.WorkflowClient;
import io.waybill.activities.idempotency.IdempotentAnswers;
import io.waybill.activities.schedule.Schedules;
import io.waybill.activities.webhook.Outbox;
import io.waybill.workflows.cleaning.CleaningActivities;
import io.waybill.workflows.cleaning.CleaningWorkflow;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/** By a schedule of Temporal, so that an operator sees each run, and one runs at a time. */
@Component
@EnableConfigurationProperties(CleaningSettings.class)
final class ScheduledCleaning implements Cleaning {

    private final IdempotentAnswers answers;
    private final Outbox outbox;
    private final CleaningSettings settings;

    ScheduledCleaning(IdempotentAnswers answers, Outbox outbox, CleaningSettings settings) {
        this.answers = answers;
        this.outbox = outbox;
        this.settings = settings;
    }

    @Override
    public CleaningActivities activities() {
        return new Cleaner(answers, outbox);
    }

    @Override
    public void schedule(WorkflowClient client) {
        Schedules.ensure(
                client,
                new Schedules.Wanted(
                        CleaningWorkflow.SCHEDULE,
                        CleaningWorkflow.class,
                        settings.every(),
                        "removes what nobody needs any more"));
    }
}
