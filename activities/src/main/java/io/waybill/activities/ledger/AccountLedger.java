package io.waybill.activities.ledger;

import java.util.UUID;

/** Opens the books of an account. Package {@code account} calls it. */
public interface AccountLedger {

    /** Gives an account its balances, all zero, in the caller's transaction; does nothing where it has them. */
    void open(UUID accountId);

    /**
     * Makes all who move the account's money wait until the caller's transaction ends, and waits for those who do now:
     * what is changed under it holds for every later spending.
     */
    void lock(UUID accountId);
}
