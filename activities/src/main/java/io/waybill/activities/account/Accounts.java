package io.waybill.activities.account;

import java.util.Optional;
import java.util.UUID;

/** Accounts. */
public interface Accounts {

    /** Creates an account with zero balances. */
    Account create(String name);

    /** {@return the account, or empty} */
    Optional<Account> find(UUID id);
}
