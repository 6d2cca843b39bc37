package io.waybill.activities.ledger;

import io.waybill.models.catalog.ModelManifest;
import io.waybill.workflows.batch.Lane;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** What units cost in a lane. */
public final class Pricing {

    /** Units a price is stated for. */
    private static final int UNITS_DIGITS = 6;

    private Pricing() {}

    /** {@return the price of {@code units} in nano-units, rounded up to a whole one} */
    public static long priceNanos(ModelManifest.Pricing pricing, long units, Lane lane) {
        return pricing.perMillion()
                .multiply(BigDecimal.valueOf(units))
                .multiply(multiplier(lane))
                .movePointRight(Money.SCALE - UNITS_DIGITS)
                .setScale(0, RoundingMode.CEILING)
                .longValueExact();
    }

    /** {@return what a lane costs of the full price: interactive and high all, low half, fill a quarter} */
    public static BigDecimal multiplier(Lane lane) {
        return switch (lane) {
            case interactive, high -> BigDecimal.ONE;
            case low -> new BigDecimal("0.5");
            case fill -> new BigDecimal("0.25");
        };
    }
}
