package io.waybill.workflows.wire;

/** The Temporal task queues. A name here is never changed: running workflows carry it. */
public final class TaskQueues {

    /** Workflow tasks of batches and shards. */
    public static final String BATCHES = "batches";

    /** Activities on PostgreSQL and the object store. */
    public static final String IO = "io";

    private static final String GPU_PREFIX = "gpu-";

    private TaskQueues() {}

    /** {@return the queue of a pool, {@code gpu-<pool>}} */
    public static String gpu(String pool) {
        return GPU_PREFIX + pool;
    }
}
