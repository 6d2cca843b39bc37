package io.waybill.activities.batch;

import java.io.InputStream;
import java.util.UUID;

/** The items of a batch that failed though they were valid, as lines that can be submitted again. Thread-safe. */
public interface FailedItems {

    /** {@return how many there are} */
    long count(UUID batchId);

    /**
     * {@return their lines in input order, read as they are asked for; an {@code ObjectNotFound} comes from reading
     * where the input is gone} The caller closes it.
     */
    InputStream open(UUID batchId);
}
