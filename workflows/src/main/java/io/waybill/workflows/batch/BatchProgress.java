package io.waybill.workflows.batch;

import java.util.Map;

/**
 * Counts and money of a batch as the database has them.
 *
 * @param items all items, invalid ones included
 * @param pending items that have not ended
 * @param succeeded items with a result, reused ones included
 * @param failed items with an error, invalid ones included
 * @param cancelled items that ended with their batch's cancellation
 * @param expired items that ended with their batch's window
 * @param heldNanos all that was ever held for this batch, in nano-units
 * @param capturedNanos taken so far
 * @param releasedNanos given back so far
 * @param errors failed items by error code, at most 10 codes
 */
public record BatchProgress(
        long items,
        long pending,
        long succeeded,
        long failed,
        long cancelled,
        long expired,
        long heldNanos,
        long capturedNanos,
        long releasedNanos,
        Map<String, Long> errors) {

    /** Copies {@code errors}. */
    public BatchProgress {
        errors = Map.copyOf(errors);
    }

    /** {@return a batch of which nothing is known yet} */
    public static BatchProgress none() {
        return new BatchProgress(0, 0, 0, 0, 0, 0, 0, 0, 0, Map.of());
    }

    /** {@return a batch whose money has just been held and of which no valid item has ended} */
    public static BatchProgress held(long items, long invalid, long priceNanos) {
        return new BatchProgress(items, items - invalid, 0, invalid, 0, 0, priceNanos, 0, 0, Map.of());
    }
}
