package io.waybill.workflows.batch;

import static java.util.Objects.requireNonNull;

/**
 * Asks to end what is still pending.
 *
 * @param state {@code cancelled} or {@code expired}
 */
public record SweepBatch(String batchId, ItemState state) {

    /** Checks that what must be there is. */
    public SweepBatch {
        requireNonNull(batchId, "batchId");
        requireNonNull(state, "state");
    }
}
