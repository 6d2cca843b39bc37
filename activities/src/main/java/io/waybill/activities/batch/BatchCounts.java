package io.waybill.activities.batch;

import io.waybill.workflows.batch.BatchProgress;
import io.waybill.workflows.batch.ItemState;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts and money of a batch; each change is a new value, written in the transaction that moves the rows.
 *
 * @param errors failed items by error code
 */
record BatchCounts(
        long items,
        long succeeded,
        long failed,
        long cancelled,
        long expired,
        long heldNanos,
        long capturedNanos,
        long releasedNanos,
        Map<String, Long> errors) {

    /** Most error codes that {@link BatchProgress} tells. */
    private static final int CODES_MAX = 10;

    BatchCounts {
        errors = Map.copyOf(errors);
    }

    /** {@return the items that have ended} */
    long ended() {
        return succeeded + failed + cancelled + expired;
    }

    long pending() {
        return items - ended();
    }

    /** {@return what is held and neither captured nor released} */
    long openNanos() {
        return heldNanos - capturedNanos - releasedNanos;
    }

    /**
     * Counts items that have moved.
     *
     * @param code the items' error code, counted where they failed
     */
    BatchCounts moved(ItemState state, String code, long count, long captured, long released) {
        Map<String, Long> codes = errors;
        if (state == ItemState.failed) {
            codes = new TreeMap<>(errors);
            codes.merge(code, count, Long::sum);
        }
        boolean success = state == ItemState.succeeded || state == ItemState.reused;
        return new BatchCounts(
                items,
                succeeded + (success ? count : 0),
                failed + (state == ItemState.failed ? count : 0),
                cancelled + (state == ItemState.cancelled ? count : 0),
                expired + (state == ItemState.expired ? count : 0),
                heldNanos,
                capturedNanos + captured,
                releasedNanos + released,
                codes);
    }

    BatchCounts held(long nanos) {
        return new BatchCounts(
                items, succeeded, failed, cancelled, expired, nanos, capturedNanos, releasedNanos, errors);
    }

    BatchCounts released(long nanos) {
        return new BatchCounts(
                items, succeeded, failed, cancelled, expired, heldNanos, capturedNanos, releasedNanos + nanos, errors);
    }

    BatchProgress progress() {
        Map<String, Long> most = new LinkedHashMap<>();
        errors.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(CODES_MAX)
                .forEachOrdered(entry -> most.put(entry.getKey(), entry.getValue()));
        return new BatchProgress(
                items, pending(), succeeded, failed, cancelled, expired, heldNanos, capturedNanos, releasedNanos, most);
    }
}
