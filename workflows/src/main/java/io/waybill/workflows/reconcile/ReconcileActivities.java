package io.waybill.workflows.reconcile;

import io.temporal.activity.ActivityInterface;

/** The one step of {@link ReconcileWorkflow}, on queue {@code batches}. */
@ActivityInterface
public interface ReconcileActivities {

    /**
     * Starts the workflow of each open batch that has none, and closes each open batch whose workflow was terminated or
     * has failed: what ran stays, the rest of the money goes back. Idempotent; heartbeats after each page.
     */
    Reconciled reconcile();
}
