package io.waybill.activities.ledger;

import java.util.UUID;

/** Opens the books of an account. Package {@code account} calls it. */
public interface AccountLedger {

    /** Gives an account its balances, all zero, in the caller's transaction; does nothing where it has them. */
    void open(UUID accountId);
}
