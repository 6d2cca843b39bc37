package io.waybill.activities.tenant;

import static java.util.Objects.requireNonNull;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * For which account this thread works. Within {@link #as} every transaction, and every statement outside one, sees and
 * writes the rows of that account alone: the database refuses the others, whatever the query says. Outside it a thread
 * works for all accounts, as workers and operators do.
 */
public final class Tenancy {

    private static final ThreadLocal<UUID> ACCOUNT = new ThreadLocal<>();

    private Tenancy() {}

    /**
     * Begins to work for one account, until what it answers is closed, on this thread. Transactions that have begun are
     * not changed.
     */
    public static Scope as(UUID accountId) {
        requireNonNull(accountId, "accountId");
        if (ACCOUNT.get() != null) {
            throw new IllegalStateException("this thread works for an account already");
        }
        ACCOUNT.set(accountId);
        return ACCOUNT::remove;
    }

    /** {@return the account, or null where this thread works for all} */
    public static @Nullable UUID current() {
        return ACCOUNT.get();
    }

    /** Work for one account. */
    @FunctionalInterface
    public interface Scope extends AutoCloseable {

        /** Works for all accounts again. */
        @Override
        void close();
    }
}
