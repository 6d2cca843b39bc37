package io.waybill.workflows.batch;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * Asks to end a batch.
 *
 * @param state a terminal state
 * @param code why it failed, such as {@code insufficient_funds}; null where it did not fail
 * @param message the same for people; null where it did not fail
 */
public record CloseBatch(
        String batchId,
        BatchState state,
        @Nullable String code,
        @Nullable String message) {

    /** Checks that what must be there is. */
    public CloseBatch {
        requireNonNull(batchId, "batchId");
        requireNonNull(state, "state");
    }
}
