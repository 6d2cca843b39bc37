package io.waybill.workflows.run;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * Renders nano-units of a currency for people, without floating point.
 *
 * @param currency ISO 4217
 */
record Nanos(String currency) {

    /** Of batches that were started before their currency was told. */
    private static final String CURRENCY_BEFORE = "USD";

    private static final long NANOS_PER_UNIT = 1_000_000_000L;

    Nanos {
        requireNonNull(currency, "currency");
    }

    /** {@return a renderer}; {@code currency} is null where an older start did not tell it */
    static Nanos of(@Nullable String currency) {
        return new Nanos(currency == null ? CURRENCY_BEFORE : currency);
    }

    /** {@return units with at least two and up to nine places and the currency, such as {@code 0.000123 USD}} */
    String render(long nanos) {
        String units = Long.toString(Math.abs(nanos / NANOS_PER_UNIT));
        String places =
                Long.toString(NANOS_PER_UNIT + Math.abs(nanos % NANOS_PER_UNIT)).substring(1);
        int end = places.length();
        while (end > 2 && places.charAt(end - 1) == '0') {
            end--;
        }
        return (nanos < 0 ? "-" : "") + units + "." + places.substring(0, end) + " " + currency;
    }
}
