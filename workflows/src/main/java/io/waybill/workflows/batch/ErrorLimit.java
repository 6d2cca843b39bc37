package io.waybill.workflows.batch;

import static java.util.Objects.requireNonNull;

/**
 * How many of the items that run may fail.
 *
 * @param maxRate failed items among those that ran, 0 to below 1
 * @param onLimit what is done above it
 */
public record ErrorLimit(double maxRate, OnLimit onLimit) {

    /** Items that must have run before the rate says anything: of fewer, one failure is no news. */
    public static final int ITEMS_MIN = 100;

    /** Checks that what must be there is. */
    public ErrorLimit {
        requireNonNull(onLimit, "onLimit");
    }

    /** {@return whether so many failures of so many items are too many} */
    public boolean isExceeded(long failed, long ran) {
        return ran >= ITEMS_MIN && failed > maxRate * ran;
    }
}
