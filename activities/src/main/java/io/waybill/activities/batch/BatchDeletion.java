package io.waybill.activities.batch;

import java.io.IOException;
import java.util.UUID;

/** Deletes batches that have ended. What they cost stays in the ledger and in usage. Thread-safe. */
public interface BatchDeletion {

    /**
     * Deletes the files and objects of an ended batch, then hides the batch: nobody finds it any more. An input that
     * was uploaded as a file of its own stays. Safe to repeat where it was cut short.
     *
     * @throws IllegalStateException where the batch has not ended
     */
    void delete(UUID accountId, UUID batchId) throws IOException;
}
