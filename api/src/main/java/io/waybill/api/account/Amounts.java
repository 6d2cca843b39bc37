package io.waybill.api.account;

import io.waybill.activities.ledger.Money;
import io.waybill.api.error.ApiFailure;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Amounts in bodies: decimal strings, so that no client's floating point changes them. */
final class Amounts {

    /** A slip of the finger is caught; who means it acts twice. */
    static final BigDecimal AMOUNT_MAX = new BigDecimal("1000000");

    private static final int CHARS_MAX = 32;

    private Amounts() {}

    /**
     * {@return {@code amount} in nano-units}
     *
     * @param name of the field
     * @param zero whether 0 is allowed
     */
    static long nanos(String name, @Nullable String amount, boolean zero) {
        if (amount != null && amount.length() <= CHARS_MAX && amount.matches("\\d+(\\.\\d{1,9})?")) {
            var decimal = new BigDecimal(amount);
            if ((zero || decimal.signum() > 0) && decimal.compareTo(AMOUNT_MAX) <= 0) {
                return Money.nanos(decimal);
            }
        }
        throw ApiFailure.invalid(
                name,
                name + " must be a decimal string " + (zero ? "of 0 or more" : "over 0") + " and at most " + AMOUNT_MAX
                        + ", with up to nine places, such as \"100.00\"");
    }
}
