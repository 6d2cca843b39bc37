package io.waybill.activities.ledger;

import java.time.Instant;
import java.util.UUID;

/**
 * Money of accounts, in nano-units of the currency. Each call is one transaction and happens once for its reference.
 */
public interface Ledger {

    /**
     * {@return what the account has}
     *
     * @throws NoSuchAccount where there is none
     */
    Balance balance(UUID accountId);

    /**
     * Credits an account.
     *
     * @param reference happens once; a repetition answers the first entry
     * @param amountNanos positive
     * @throws NoSuchAccount where there is none
     * @throws ReferenceReused where the reference names another amount, account or kind of entry
     */
    Entry credit(UUID accountId, String reference, long amountNanos, String memo);

    /**
     * Takes the price of an interactive call whose price is known before. A repetition takes nothing more.
     *
     * @param amountNanos positive: what costs nothing is not charged
     * @throws InsufficientFunds where too little is available; nothing is taken
     */
    Entry charge(UUID accountId, String reference, long amountNanos, String memo);

    /**
     * Gives back what {@link #charge} took under {@code reference}; does nothing where nothing was, or it was given
     * back.
     */
    void giveBack(UUID accountId, String reference);

    /** Available and held, in nano-units. */
    record Balance(long availableNanos, long heldNanos) {

        /** {@return the client's money, free or reserved, in nano-units} */
        public long sumNanos() {
            return Math.addExact(availableNanos, heldNanos);
        }
    }

    /** A journal entry. */
    record Entry(long id, String reference, String kind, long amountNanos, Instant createdAt) {}
}
