package io.waybill.workflows.batch;

import org.jspecify.annotations.Nullable;

/**
 * Answer to {@link HoldBatch}.
 *
 * @param held whether the money is held
 * @param requiredNanos what the batch costs
 * @param availableNanos what the account had available when it was asked
 * @param refusal code of what forbids the spending, such as {@code account_frozen}; null where nothing but the money is
 *     missing
 * @param message the same for people; null where {@code refusal} is
 */
public record HeldBatch(
        boolean held,
        long requiredNanos,
        long availableNanos,
        @Nullable String refusal,
        @Nullable String message) {

    /** {@return what became of a hold that nothing but the money decided} */
    public static HeldBatch of(boolean held, long requiredNanos, long availableNanos) {
        return new HeldBatch(held, requiredNanos, availableNanos, null, null);
    }

    /** {@return what is missing, 0 where nothing is} */
    public long shortfallNanos() {
        return held ? 0 : Math.max(0, requiredNanos - availableNanos);
    }
}
