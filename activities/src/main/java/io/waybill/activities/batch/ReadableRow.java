package io.waybill.activities.batch;

import io.waybill.workflows.batch.BatchState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether results of a batch can be read.
 *
 * @param startedAt when its money was held; null before, when its items may still be rejected
 */
record ReadableRow(BatchState state, @Nullable Instant startedAt) {

    boolean isReadable() {
        return startedAt != null || state.isTerminal();
    }
}
