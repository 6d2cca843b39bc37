package io.waybill.api.batch;

import io.waybill.activities.batch.Batch;
import io.waybill.workflows.batch.BatchState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A change of state whose time a batch remembers, so that it is told also to those who come later. In order. */
enum Milestone {
    CREATED(1, BatchState.pending),
    STARTED(2, BatchState.in_progress),
    CANCELLING(4, BatchState.cancelling),
    FINALIZING(8, BatchState.finalizing);

    private final int bit;
    private final BatchState state;

    Milestone(int bit, BatchState state) {
        this.bit = bit;
        this.state = state;
    }

    int bit() {
        return bit;
    }

    BatchState state() {
        return state;
    }

    /** {@return when the batch passed it; null where it did not} */
    @Nullable
    Instant at(Batch batch) {
        return switch (this) {
            case CREATED -> batch.createdAt();
            case STARTED -> batch.startedAt();
            case CANCELLING -> batch.cancellingAt();
            case FINALIZING -> batch.finalizingAt();
        };
    }
}
