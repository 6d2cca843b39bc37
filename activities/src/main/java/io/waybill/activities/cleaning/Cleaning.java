package io.waybill.activities.cleaning;

import io.temporal.client.WorkflowClient;
import io.waybill.workflows.cleaning.CleaningActivities;

/** Removing what nobody needs any more, for the worker. */
public interface Cleaning {

    /** {@return the activities} */
    CleaningActivities activities();

    /**
     * Has the server start the workflow at intervals; every start may do it. Where the server has no schedules, as the
     * one in memory, it says so in the log.
     */
    void schedule(WorkflowClient client);
}
