package io.waybill.workflows.batch;

import static java.util.Objects.requireNonNull;

/**
 * Asks for the money of a batch.
 *
 * @param priceNanos the price of all valid items, in nano-units; 0 where there is none to run
 */
public record HoldBatch(String batchId, String accountId, long priceNanos) {

    /** Checks that what must be there is. */
    public HoldBatch {
        requireNonNull(batchId, "batchId");
        requireNonNull(accountId, "accountId");
    }
}
