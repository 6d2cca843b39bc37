package io.waybill.workflows.retention;

import io.temporal.activity.ActivityInterface;

/** The one step of {@link RetentionWorkflow}, on queue {@code batches}. */
@ActivityInterface
public interface RetentionActivities {

    /**
     * Removes all whose time is over. Idempotent: a row is marked after its objects are gone, and an object that is
     * gone already is no failure. Heartbeats after each file and batch.
     */
    Retained retain();
}
