package io.waybill.activities.worker;

/** Whether the workflow worker of this process works. There is one where {@code waybill.worker.enabled} is true. */
public interface WorkerState {

    /** {@return whether Temporal was reached, has what batches need, and work is being taken} */
    boolean isReady();
}
