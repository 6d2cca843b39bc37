package io.waybill.workflows.wire;

/** The Temporal task queues. A name here is never changed: running workflows carry it. */
public final class TaskQueues {

    /**
     * Workflow tasks of batches and shards, and their activities on PostgreSQL and the object store. One queue for
     * both, so that a worker gets an activity with the answer to the workflow task that asked for it (eager execution)
     * where it has room, rather than by a way through the server.
     */
    public static final String BATCHES = "batches";

    /** Workflow tasks and attempts of webhooks, apart from batches: receivers may be slow. */
    public static final String WEBHOOKS = "webhooks";

    private static final String GPU_PREFIX = "gpu-";

    private TaskQueues() {}

    /** {@return the queue of a pool, {@code gpu-<pool>}} */
    public static String gpu(String pool) {
        return GPU_PREFIX + pool;
    }
}
