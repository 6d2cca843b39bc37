package io.waybill.activities.account;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Accounts. */
public interface Accounts {

    /** Longest name. */
    int NAME_CHARACTERS_MAX = 200;

    /**
     * Creates an account with zero balances.
     *
     * @param name 1 to {@link #NAME_CHARACTERS_MAX} characters; need not be unique
     * @throws IllegalArgumentException where the name is empty or too long
     */
    Account create(String name);

    /**
     * {@return the account {@code id}, created with zero balances where there is none}
     *
     * @param name of a new account; one that exists keeps its own
     */
    Account ensure(UUID id, String name);

    /** {@return the account, or empty} */
    Optional<Account> find(UUID id);

    /**
     * Sets the balance below which the account is told that it has little.
     *
     * @param nanos 0 or more; null for never
     */
    void setLowBalance(UUID id, @Nullable Long nanos);

    /** Freezes an account or lets it spend again; holds for all spending that begins afterwards. */
    void setState(UUID id, Account.State state);

    /**
     * Sets how much may be spent; holds for all spending that begins afterwards.
     *
     * @throws IllegalArgumentException where a limit is not positive
     */
    void setLimits(UUID id, Account.Limits limits);
}
