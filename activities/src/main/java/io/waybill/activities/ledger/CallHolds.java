package io.waybill.activities.ledger;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Money of interactive calls whose price is known only when they have ended: the most they may cost is held before,
 * what they cost is captured, and the rest is released in the same entry. Each call is one transaction and happens once
 * for its reference.
 */
public interface CallHolds {

    /**
     * Holds money; a repetition holds nothing more.
     *
     * @param mostNanos positive: what costs nothing is not held
     * @param keyId the credential; null where it is not known
     * @param until when the call has ended at the latest: from then on {@link #releaseLost} gives the money back
     * @throws InsufficientFunds where too little is available; nothing is held
     * @throws SpendingRefused where account or key may not spend that much; nothing is held
     */
    void hold(UUID accountId, String reference, long mostNanos, @Nullable String keyId, Instant until);

    /**
     * Takes what a call cost, gives the rest back, and records the call for usage reports.
     *
     * @param nanos 0 to what was held
     * @return false where the hold had ended before: nothing is taken
     * @throws IllegalArgumentException where it is more than was held
     */
    default boolean capture(UUID accountId, String reference, long nanos, Ledger.Call call) {
        return capture(accountId, reference, nanos, call, () -> {});
    }

    /**
     * The same.
     *
     * @param also happens in the same transaction, where the call is captured
     */
    boolean capture(UUID accountId, String reference, long nanos, Ledger.Call call, Runnable also);

    /** Gives back all that is held; does nothing where nothing is. */
    void release(UUID accountId, String reference);

    /**
     * Gives back what calls hold that should have ended: their process was lost. Any number of processes may do so at
     * once.
     *
     * @return how many
     */
    int releaseLost();
}
