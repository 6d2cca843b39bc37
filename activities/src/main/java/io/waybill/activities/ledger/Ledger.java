package io.waybill.activities.ledger;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

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
     * Takes money back from an account: the reverse of {@link #credit}.
     *
     * @param reference happens once; a repetition answers the first entry
     * @param amountNanos positive
     * @throws InsufficientFunds where too little is available; nothing is taken
     * @throws ReferenceReused where the reference names another amount, account or kind of entry
     */
    Entry debit(UUID accountId, String reference, long amountNanos, String memo);

    /**
     * Takes the price of an interactive call whose price is known before, and records the call for usage reports. A
     * repetition takes and records nothing more. The charge is open until {@link OpenCharges#answered} is told of the
     * answer.
     *
     * @param amountNanos positive: what costs nothing is not charged
     * @throws InsufficientFunds where too little is available; nothing is taken
     * @throws SpendingRefused where account or key may not spend that much; nothing is taken
     */
    Entry charge(UUID accountId, String reference, long amountNanos, Call call);

    /** Charges for a call that is not of a model's; it is reported under the name {@code memo}. */
    default Entry charge(UUID accountId, String reference, long amountNanos, String memo) {
        return charge(accountId, reference, amountNanos, new Call(null, memo.isBlank() ? "unknown" : memo, 0, 0));
    }

    /**
     * Gives back what {@link #charge} took under {@code reference}; does nothing where nothing was, or it was given
     * back.
     */
    void giveBack(UUID accountId, String reference);

    /**
     * A call as usage reports show it.
     *
     * @param keyId the credential; null where it is not known
     * @param model 1 to 200 characters
     * @param inputTokens 0 or more
     * @param outputTokens 0 or more
     */
    record Call(@Nullable String keyId, String model, long inputTokens, long outputTokens) {

        /** Checks that what must be there is. */
        public Call {
            requireNonNull(model, "model");
        }

        String memo() {
            return model + ", " + Math.addExact(inputTokens, outputTokens) + " tokens";
        }
    }

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
