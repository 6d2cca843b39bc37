package io.waybill.activities.ledger;

import java.util.UUID;

/** An account has no balances: it does not exist. */
public final class NoSuchAccount extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Names it. */
    public NoSuchAccount(UUID accountId) {
        super("no account has id " + accountId);
    }
}
