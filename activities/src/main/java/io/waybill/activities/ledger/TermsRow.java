package io.waybill.activities.ledger;

import static java.util.Objects.requireNonNull;

import io.waybill.activities.ledger.SpendingRefused.Reason;
import org.jspecify.annotations.Nullable;

/**
 * What somebody may spend, and has.
 *
 * @param availableNanos what the account has
 * @param posted whether the entry in question is there already
 * @param batchLimitNanos null where there is none
 * @param monthlyLimitNanos null where there is none
 * @param spender whose budget it is: the first of the keys that replaced each other; null where nobody spends
 * @param budgetNanos of the spender a month; null where there is none
 */
record TermsRow(
        long availableNanos,
        boolean posted,
        String state,
        @Nullable Long batchLimitNanos,
        @Nullable Long monthlyLimitNanos,
        long accountSpentNanos,
        @Nullable String spender,
        @Nullable Long budgetNanos,
        long spenderSpentNanos) {

    private static final String FROZEN = "frozen";

    TermsRow {
        requireNonNull(state, "state");
    }

    /** Refuses what the terms do not allow. */
    void requireAllowed(long nanos, boolean batch) {
        if (state.equals(FROZEN)) {
            throw new SpendingRefused(
                    Reason.account_frozen,
                    "the account is frozen: it spends nothing until an operator" + " allows it again");
        }
        if (batch) {
            requireBatchAllowed(nanos);
        }
        require(Reason.monthly_limit_exceeded, "the account a month", monthlyLimitNanos, accountSpentNanos, nanos);
        require(Reason.key_budget_exceeded, "the key a month", budgetNanos, spenderSpentNanos, nanos);
    }

    /** Refuses a batch that holds so much in all. */
    void requireBatchAllowed(long nanos) {
        require(Reason.batch_limit_exceeded, "one batch", batchLimitNanos, 0, nanos);
    }

    private static void require(Reason reason, String whose, @Nullable Long limitNanos, long spentNanos, long nanos) {
        if (limitNanos != null && nanos > limitNanos - spentNanos) {
            throw new SpendingRefused(
                    reason,
                    "the limit of " + whose + " is " + Money.render(limitNanos) + ", spent or held are "
                            + Money.render(spentNanos) + ", this costs " + Money.render(nanos));
        }
    }
}
