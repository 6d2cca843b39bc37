package io.waybill.activities.reconcile;

import io.temporal.client.WorkflowClient;
import io.waybill.workflows.reconcile.ReconcileActivities;

/** Comparing open batches with their workflows, for the worker. */
public interface Reconciliation {

    /** {@return the activities, which ask {@code client}} */
    ReconcileActivities activities(WorkflowClient client);

    /**
     * Has the server start the workflow at intervals; every start may do it. Where the server has no schedules, as the
     * one in memory, it says so in the log.
     */
    void schedule(WorkflowClient client);
}
