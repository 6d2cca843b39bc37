package io.waybill.activities.ledger;

import java.util.UUID;

/**
 * Money of accounts, in nano-units of the currency. Each call is one transaction and happens once for its reference.
 */
public interface Ledger {

    /** {@return what the account has} */
    Balance balance(UUID accountId);

    /**
     * Credits an account.
     *
     * @param reference happens once; a repetition answers the first entry
     * @param amountNanos positive
     */
    Entry credit(UUID accountId, String reference, long amountNanos, String memo);

    /**
     * Takes the price of an interactive call whose price is known before.
     *
     * @throws InsufficientFunds where too little is available; nothing is taken
     */
    Entry charge(UUID accountId, String reference, long amountNanos, String memo);

    /**
     * Gives back what {@link #charge} took under {@code reference}; does nothing where nothing was, or it was given
     * back.
     */
    void giveBack(UUID accountId, String reference);

    /** Available and held, in nano-units. */
    record Balance(long availableNanos, long heldNanos) {}

    /** A journal entry. */
    record Entry(long id, String reference, String kind, long amountNanos, java.time.Instant createdAt) {}
}
