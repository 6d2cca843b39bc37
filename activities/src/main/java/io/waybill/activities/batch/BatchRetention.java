package io.waybill.activities.batch;

import java.io.IOException;

/** Removes what ended batches left in the object store, when its time is over. Thread-safe. */
public interface BatchRetention {

    /**
     * Removes results, and deletes the files that are made of them. Those that another batch still copies stay until
     * the next call. Safe to repeat.
     *
     * @param alive called after each object
     * @return of how many batches
     */
    long removeResults(Runnable alive) throws IOException;

    /**
     * Removes lines that are the batch's own: an uploaded file is its client's. Safe to repeat.
     *
     * @param alive called after each object
     * @return of how many batches
     */
    long removeInputs(Runnable alive) throws IOException;
}
