package io.waybill.activities.ledger;

import static java.util.Objects.requireNonNull;

/** An account or a key may not spend, though there may be money. */
public final class SpendingRefused extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final Reason reason;

    /** Says why, and what the limit and the spending are. */
    public SpendingRefused(Reason reason, String message) {
        super(message);
        this.reason = requireNonNull(reason, "reason");
    }

    /** {@return why} */
    public Reason reason() {
        return reason;
    }

    /** Why. Constants are wire codes. */
    public enum Reason {
        /** An operator has frozen the account. */
        account_frozen,
        /** One batch would hold more than the account allows for one. */
        batch_limit_exceeded,
        /** The account would spend more in the month than an operator allows. */
        monthly_limit_exceeded,
        /** The key would spend more in the month than its budget. */
        key_budget_exceeded
    }
}
