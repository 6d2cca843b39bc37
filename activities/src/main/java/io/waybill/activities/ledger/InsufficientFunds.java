package io.waybill.activities.ledger;

/** An account has too little available. */
public final class InsufficientFunds extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final long requiredNanos;
    private final long availableNanos;

    /** Names what is needed and what there is. */
    public InsufficientFunds(long requiredNanos, long availableNanos) {
        super("needs " + requiredNanos + " nano-units, available are " + availableNanos);
        this.requiredNanos = requiredNanos;
        this.availableNanos = availableNanos;
    }

    /** {@return what is needed} */
    public long requiredNanos() {
        return requiredNanos;
    }

    /** {@return what there is} */
    public long availableNanos() {
        return availableNanos;
    }
}
