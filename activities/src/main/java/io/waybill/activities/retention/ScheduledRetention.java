package io.waybill.activities.retention;

import io.temporal.client.WorkflowClient;
import io.waybill.activities.batch.BatchRetention;
import io.waybill.activities.file.FileRetention;
import io.waybill.activities.schedule.Schedules;
import io.waybill.workflows.retention.RetentionActivities;
import io.waybill.workflows.retention.RetentionWorkflow;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/** By a schedule of Temporal, so that an operator sees each run, and one runs at a time. */
@Component
@EnableConfigurationProperties(RetentionSettings.class)
final class ScheduledRetention implements Retention {

    private final FileRetention files;
    private final BatchRetention batches;
    private final RetentionSettings settings;

    ScheduledRetention(FileRetention files, BatchRetention batches, RetentionSettings settings) {
        this.files = files;
        this.batches = batches;
        this.settings = settings;
    }

    @Override
    public RetentionActivities activities() {
        return new Retainer(files, batches);
    }

    @Override
    public void schedule(WorkflowClient client) {
        Schedules.ensure(
                client,
                new Schedules.Wanted(
                        RetentionWorkflow.SCHEDULE,
                        RetentionWorkflow.class,
                        settings.every(),
                        "removes files, results and inputs that were kept long enough"));
    }
}
