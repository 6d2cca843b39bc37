package io.waybill.activities.file;

import java.io.IOException;

/** Removes files that have expired. Thread-safe. */
public interface FileRetention {

    /**
     * Deletes files that have expired with their bytes, and the bytes of those whose deletion was cut short. One that a
     * batch still reads stays until the next call. Safe to repeat.
     *
     * @param alive called after each file
     * @return how many were removed
     */
    long removeExpired(Runnable alive) throws IOException;
}
