package io.waybill.activities.account;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A tenant.
 *
 * @param currency ISO 4217, {@code USD} unless configured
 * @param state a frozen account keeps its money and its data, and spends nothing
 * @param lowBalanceNanos below it the account is told that it has little; null where it does not want to be
 * @param limits set by operators
 */
public record Account(
        UUID id,
        String name,
        String currency,
        State state,
        @Nullable Long lowBalanceNanos,
        Limits limits,
        Instant createdAt) {

    /** Checks that what must be there is. */
    public Account {
        requireNonNull(id, "id");
        requireNonNull(name, "name");
        requireNonNull(currency, "currency");
        requireNonNull(state, "state");
        requireNonNull(limits, "limits");
        requireNonNull(createdAt, "createdAt");
    }

    /** Constants are the stored names. */
    public enum State {
        /** May spend. */
        active,
        /** May not. */
        frozen
    }

    /**
     * How much may be spent, in nano-units; null where there is no limit.
     *
     * @param batchNanos the most that one batch may hold
     * @param monthlyNanos the most in a calendar month (UTC)
     */
    public record Limits(
            @Nullable Long batchNanos, @Nullable Long monthlyNanos) {

        /** No limit. */
        public static final Limits NONE = new Limits(null, null);
    }
}
