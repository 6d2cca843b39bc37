package io.waybill.activities.receipt;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What receipts say of energy, which is estimated from the time that models took.
 *
 * @param watts rated power of a device that runs models
 * @param gridGramsPerKwh intensity of the grid in use, in g CO2e per kWh
 * @param referenceGramsPerKwh intensity of the grid that it is compared with
 */
@ConfigurationProperties("waybill.receipts")
record ReceiptSettings(
        @DefaultValue("65") int watts,
        @DefaultValue("60") int gridGramsPerKwh,
        @DefaultValue("400") int referenceGramsPerKwh) {

    private static final int WATTS_MAX = 100_000;
    private static final int GRAMS_MAX = 10_000;

    /** Checks the ranges. */
    ReceiptSettings {
        check("watts", watts, WATTS_MAX);
        check("grid-grams-per-kwh", gridGramsPerKwh, GRAMS_MAX);
        check("reference-grams-per-kwh", referenceGramsPerKwh, GRAMS_MAX);
    }

    private static void check(String name, int value, int max) {
        if (value < 0 || value > max) {
            throw new IllegalArgumentException(
                    "waybill.receipts." + name + " is " + value + ", 0 to " + max + " is allowed");
        }
    }
}
