package io.waybill.activities.ledger;

import java.math.BigDecimal;

/** Nano-units (10^-9 of the currency) and their rendering. */
public final class Money {

    /** Digits after the point that the ledger keeps. */
    public static final int SCALE = 9;

    private Money() {}

    /** {@return {@code nanos} as a plain decimal without trailing zeros, such as {@code 0.00002}} */
    public static String render(long nanos) {
        BigDecimal amount = BigDecimal.valueOf(nanos, SCALE).stripTrailingZeros();
        return amount.scale() < 0 ? amount.setScale(0).toPlainString() : amount.toPlainString();
    }

    /**
     * {@return {@code amount} in nano-units}
     *
     * @throws ArithmeticException where it has more than nine digits after the point or does not fit
     */
    public static long nanos(BigDecimal amount) {
        return amount.movePointRight(SCALE).longValueExact();
    }
}
