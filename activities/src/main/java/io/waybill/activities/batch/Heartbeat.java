package io.waybill.activities.batch;

/** Tells Temporal that a long step is alive. Called on the step's own thread, as often as it likes. */
interface Heartbeat {

    /**
     * Tells how far the step has come.
     *
     * @param bytes read so far
     * @throws io.temporal.client.ActivityCompletionException where the step is to stop
     */
    void at(long bytes);
}
