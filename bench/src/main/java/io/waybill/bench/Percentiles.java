package io.waybill.bench;

import java.util.Arrays;

/** Percentiles of measured values, by nearest rank. */
final class Percentiles {

    private Percentiles() {}

    /** {@return the value that {@code percent} of the others do not exceed; {@code percent} 0..100} */
    static double of(double[] values, double percent) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(percent / 100 * sorted.length) - 1;
        return sorted[Math.clamp(rank, 0, sorted.length - 1)];
    }
}
