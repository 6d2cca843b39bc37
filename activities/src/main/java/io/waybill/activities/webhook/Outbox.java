package io.waybill.activities.webhook;

import java.time.Duration;
import java.util.Map;

/** Events that receivers are to be told. */
public interface Outbox {

    /**
     * Records an event, and a delivery for each endpoint that wants it, in the caller's transaction, in which nobody
     * else writes the same batch. A batch has each type and milestone once: a repetition does nothing.
     */
    void record(BatchEvent event);

    /**
     * {@return whether an account wants to be told of a checkpoint, and was told of none within {@code pause}, and
     * never of this one}
     *
     * @param size leaves of the log
     */
    boolean awaitsCheckpoint(long size, Duration pause);

    /**
     * Tells each account that waits for it of a checkpoint. A second run tells nobody.
     *
     * @param size leaves of the log
     * @param data values of JSON
     * @return how many accounts
     */
    int checkpoint(long size, Duration pause, Map<String, Object> data);

    /**
     * Removes events that are older than they are kept and on their way to nobody.
     *
     * @param limit most to remove
     * @return how many
     */
    int removeOld(int limit);
}
