package io.waybill.activities.log;

import java.util.UUID;

/** Takes leaves for the log in the transaction that makes their receipts. Thread-safe. */
public interface LogQueue {

    /** Leaves in each object of a batch but the last: 1 MiB. */
    int OBJECT_LEAVES = 32_768;

    /** As many leaves of a batch are kept in rows; more lie in objects. */
    int ROW_LEAVES_MAX = 1_024;

    /**
     * Queues the leaves of a batch: those in objects first, then those here.
     *
     * @param inObjects leaves that lie in the batch's objects, {@link #OBJECT_LEAVES} in each but the last
     * @param entries the leaves after them, 32 bytes each, at least one
     */
    void batch(UUID batchId, int inObjects, byte[] entries);

    /** Queues the one leaf of an interactive call or an assertion. */
    void call(UUID callId, byte[] leaf);
}
