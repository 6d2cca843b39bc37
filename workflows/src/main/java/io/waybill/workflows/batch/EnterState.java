package io.waybill.workflows.batch;

import static java.util.Objects.requireNonNull;

/** Asks to write a state that is not terminal. */
public record EnterState(String batchId, BatchState state) {

    /** Checks that what must be there is. */
    public EnterState {
        requireNonNull(batchId, "batchId");
        requireNonNull(state, "state");
    }
}
