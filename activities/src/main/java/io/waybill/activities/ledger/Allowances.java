package io.waybill.activities.ledger;

import static java.util.Objects.requireNonNull;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What an account and a key may still spend; looks, and locks and changes nothing. Thread-safe. */
public interface Allowances {

    /**
     * {@return whether a batch of this price could be held now, and what would be left}
     *
     * @param keyId the credential that would spend; null where it is not known
     * @throws NoSuchAccount where there is none
     */
    Allowance ofBatch(UUID accountId, @Nullable String keyId, long priceNanos);

    /**
     * What may be spent, in nano-units.
     *
     * @param batchLimitNanos of one batch; null where there is none
     * @param monthlyLimitNanos of the account in the calendar month; null where there is none
     * @param monthlySpentNanos of it: spent or held
     * @param keyBudgetNanos of the key in the calendar month; null where there is none
     * @param keySpentNanos of it: spent or held
     * @param refused why account or key may not spend that much; null where they may
     */
    record Allowance(
            long availableNanos,
            @Nullable Long batchLimitNanos,
            @Nullable Long monthlyLimitNanos,
            long monthlySpentNanos,
            @Nullable Long keyBudgetNanos,
            long keySpentNanos,
            @Nullable Refusal refused) {}

    /** Why money may not be spent. */
    record Refusal(SpendingRefused.Reason reason, String message) {

        /** Checks that what must be there is. */
        public Refusal {
            requireNonNull(reason, "reason");
            requireNonNull(message, "message");
        }
    }
}
