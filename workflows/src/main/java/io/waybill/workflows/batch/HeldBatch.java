package io.waybill.workflows.batch;

/**
 * Answer to {@link HoldBatch}.
 *
 * @param held whether the money is held
 * @param requiredNanos what the batch costs
 * @param availableNanos what the account had available when it was asked
 */
public record HeldBatch(boolean held, long requiredNanos, long availableNanos) {

    /** {@return what is missing, 0 where nothing is} */
    public long shortfallNanos() {
        return held ? 0 : requiredNanos - availableNanos;
    }
}
