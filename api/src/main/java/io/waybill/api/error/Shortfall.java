package io.waybill.api.error;

import io.waybill.activities.ledger.Money;

/** Too little money, with the figures a client needs to top up. */
public final class Shortfall {

    private Shortfall() {}

    /** {@return the failure, with {@code required}, {@code available} and {@code shortfall} as decimal strings} */
    public static ApiFailure of(long requiredNanos, long availableNanos) {
        var required = Money.render(requiredNanos);
        var available = Money.render(availableNanos);
        var shortfall = Money.render(Math.max(0, requiredNanos - availableNanos));
        var message = "this costs " + required + ", available are " + available + ": " + shortfall + " are missing";
        return new ApiFailure(ApiError.INSUFFICIENT_FUNDS, message)
                .with("required", required)
                .with("available", available)
                .with("shortfall", shortfall);
    }
}
