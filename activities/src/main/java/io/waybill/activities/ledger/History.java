package io.waybill.activities.ledger;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Everything that moved an account's money, as the account sees it: one transaction for each journal entry. */
public interface History {

    /** Most transactions of one call. */
    int LIMIT_MAX = 1_000;

    /**
     * {@return transactions older than {@code before}, newest first}
     *
     * @param before number of a transaction; {@code Long.MAX_VALUE} for the newest
     * @param limit 1 to {@link #LIMIT_MAX} + 1
     */
    List<Transaction> newest(UUID accountId, Filter filter, long before, int limit);

    /**
     * {@return transactions younger than {@code after}, oldest first}
     *
     * @param after number of a transaction; 0 for the oldest
     * @param limit 1 to {@link #LIMIT_MAX} + 1
     */
    List<Transaction> oldest(UUID accountId, Filter filter, long after, int limit);

    /** {@return what the account had at the end of {@code instant}: after the last transaction before it} */
    Ledger.Balance balanceAt(UUID accountId, Instant instant);

    /** Why money moved. Constants are the wire names. */
    enum Kind {
        /** Credited by an operator or a payment. */
        topup,
        /** Reserved. */
        hold,
        /** Taken: what succeeded. The rest of what was held for the same items is released with it. */
        capture,
        /** What was held is free again. */
        release,
        /** Given back after it was taken. */
        refund,
        /** Corrected by an operator. */
        adjustment
    }

    /**
     * Which transactions.
     *
     * @param kinds empty for all
     * @param batchId null for all
     * @param from first instant, null for the beginning
     * @param to the instant after the last, null for no end
     */
    record Filter(
            Set<Kind> kinds,
            @Nullable UUID batchId,
            @Nullable Instant from,
            @Nullable Instant to) {

        /** Copies the kinds. */
        public Filter {
            kinds = Set.copyOf(kinds);
        }
    }

    /**
     * One movement; amounts are nano-units.
     *
     * @param id its number; later ones of the same account are higher
     * @param amountNanos what the kind says was moved, positive
     * @param availableChangeNanos what became free to spend, or less
     * @param heldChangeNanos what became reserved, or less
     * @param availableAfterNanos the running balance
     * @param heldAfterNanos the running balance of what is reserved
     * @param batchId null where it is no batch's
     * @param keyId null where it is not known
     */
    record Transaction(
            long id,
            String reference,
            Kind kind,
            long amountNanos,
            long availableChangeNanos,
            long heldChangeNanos,
            long availableAfterNanos,
            long heldAfterNanos,
            @Nullable UUID batchId,
            @Nullable String keyId,
            String memo,
            Instant createdAt) {

        /** Checks that what must be there is. */
        public Transaction {
            requireNonNull(reference, "reference");
            requireNonNull(kind, "kind");
            requireNonNull(memo, "memo");
            requireNonNull(createdAt, "createdAt");
        }
    }
}
