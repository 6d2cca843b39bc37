package io.waybill.workflows.run;

/** Renders nano-units for people, without floating point. */
final class Nanos {

    /** ISO 4217; what summaries and details name money in. */
    static final String CURRENCY = "USD";

    private static final long NANOS_PER_UNIT = 1_000_000_000L;

    private Nanos() {}

    /** {@return units with at least two and up to nine places and the currency, such as {@code 0.000123 USD}} */
    static String render(long nanos) {
        String units = Long.toString(Math.abs(nanos / NANOS_PER_UNIT));
        String places =
                Long.toString(NANOS_PER_UNIT + Math.abs(nanos % NANOS_PER_UNIT)).substring(1);
        int end = places.length();
        while (end > 2 && places.charAt(end - 1) == '0') {
            end--;
        }
        return (nanos < 0 ? "-" : "") + units + "." + places.substring(0, end) + " " + CURRENCY;
    }
}
