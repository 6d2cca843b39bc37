package io.waybill.workflows.cleaning;

import io.temporal.activity.ActivityInterface;

/** The one step of {@link CleaningWorkflow}, on queue {@code batches}. */
@ActivityInterface
public interface CleaningActivities {

    /** Removes all that is old enough. Idempotent; heartbeats after each page of rows. */
    Cleaned clean();
}
