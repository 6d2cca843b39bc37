package io.waybill.activities.account;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One row of {@code account}; null is what is null in {@link Account}. */
record AccountRow(
        UUID id,
        String name,
        String currency,
        Account.State state,
        @Nullable Long lowBalanceNanos,
        @Nullable Long batchLimitNanos,
        @Nullable Long monthlyLimitNanos,
        Instant createdAt) {

    AccountRow {
        requireNonNull(id, "id");
        requireNonNull(name, "name");
        requireNonNull(currency, "currency");
        requireNonNull(state, "state");
        requireNonNull(createdAt, "createdAt");
    }

    Account toAccount() {
        return new Account(
                id,
                name,
                currency,
                state,
                lowBalanceNanos,
                new Account.Limits(batchLimitNanos, monthlyLimitNanos),
                createdAt);
    }
}
