package io.waybill.receipts.receipt;

/**
 * What a result took. Integers, because programs disagree about fractions.
 *
 * @param measured whether a meter said so; otherwise it is estimated from running time and rated power
 * @param nanowattHours energy in 10^-9 Wh
 * @param nanogramsCo2e carbon in 10^-9 g CO2e: energy times the intensity of the grid in use
 * @param nanogramsCo2eSaved what the same energy would have emitted more on the reference grid, in 10^-9 g; negative if
 *     less
 */
public record Energy(boolean measured, long nanowattHours, long nanogramsCo2e, long nanogramsCo2eSaved) {

    /** Checks the ranges. */
    public Energy {
        Fields.checkRange("energy.nanowatt_hours", nanowattHours, 0);
        Fields.checkRange("energy.nanograms_co2e", nanogramsCo2e, 0);
        Fields.checkRange("energy.nanograms_co2e_saved", nanogramsCo2eSaved, -CanonicalJson.INTEGER_MAX);
    }

    /**
     * {@return carbon of so much energy on two grids}
     *
     * @param gridGramsPerKwh intensity of the grid in use, in g CO2e per kWh
     * @param referenceGramsPerKwh intensity of the grid that it is compared with
     */
    public static Energy of(boolean measured, long nanowattHours, int gridGramsPerKwh, int referenceGramsPerKwh) {
        // nWh × g/kWh ÷ 1000 = ng: Wh × g/kWh ÷ 1000 = g, and both sides have the same 10^-9.
        long carbon = Math.multiplyExact(nanowattHours, gridGramsPerKwh) / 1000;
        long reference = Math.multiplyExact(nanowattHours, referenceGramsPerKwh) / 1000;
        return new Energy(measured, nanowattHours, carbon, reference - carbon);
    }
}
