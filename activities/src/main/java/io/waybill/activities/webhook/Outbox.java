package io.waybill.activities.webhook;

/** Events that receivers are to be told. */
public interface Outbox {

    /**
     * Records an event, and a delivery for each endpoint that wants it, in the caller's transaction, in which nobody
     * else writes the same batch. A batch has each type and milestone once: a repetition does nothing.
     */
    void record(BatchEvent event);

    /**
     * Removes events that are older than they are kept and on their way to nobody.
     *
     * @param limit most to remove
     * @return how many
     */
    int removeOld(int limit);
}
