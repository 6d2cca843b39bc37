package io.waybill.activities.retention;

import io.temporal.client.WorkflowClient;
import io.waybill.workflows.retention.RetentionActivities;

/** Removing what was kept long enough, for the worker. */
public interface Retention {

    /** {@return the activities} */
    RetentionActivities activities();

    /**
     * Has the server start the workflow at intervals; every start may do it. Where the server has no schedules, as the
     * one in memory, it says so in the log.
     */
    void schedule(WorkflowClient client);
}
