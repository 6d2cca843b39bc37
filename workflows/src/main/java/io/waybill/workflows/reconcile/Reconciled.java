package io.waybill.workflows.reconcile;

/**
 * What one look found.
 *
 * @param looked open batches old enough to be looked at
 * @param started batches whose workflow was missing, and begins now
 * @param closed batches whose workflow had ended before them, and which end now
 */
public record Reconciled(int looked, int started, int closed) {

    /** {@return the sum of two looks} */
    public Reconciled plus(Reconciled other) {
        return new Reconciled(looked + other.looked, started + other.started, closed + other.closed);
    }
}
