package io.waybill.activities.retention;

import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.waybill.activities.batch.BatchRetention;
import io.waybill.activities.file.FileRetention;
import io.waybill.workflows.retention.Retained;
import io.waybill.workflows.retention.RetentionActivities;
import java.io.IOException;
import java.io.UncheckedIOException;

/** One after the other; each is safe to repeat. Thread-safe. */
final class Retainer implements RetentionActivities {

    private final FileRetention files;
    private final BatchRetention batches;

    Retainer(FileRetention files, BatchRetention batches) {
        this.files = files;
        this.batches = batches;
    }

    @Override
    public Retained retain() {
        ActivityExecutionContext context = Activity.getExecutionContext();
        Runnable alive = () -> context.heartbeat(null);
        try {
            return new Retained(files.removeExpired(alive), batches.removeResults(alive), batches.removeInputs(alive));
        } catch (IOException e) {
            throw new UncheckedIOException("what was kept long enough cannot be removed", e);
        }
    }
}
