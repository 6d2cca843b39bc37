package io.waybill.workflows.batch;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * Asks to write how a batch runs.
 *
 * @param paused whether nothing new starts
 * @param lane what its items run in from now on
 * @param reason why it is paused, for people; null where it is not
 */
public record SteerBatch(
        String batchId, boolean paused, Lane lane, @Nullable String reason) {

    /** Checks that what must be there is. */
    public SteerBatch {
        requireNonNull(batchId, "batchId");
        requireNonNull(lane, "lane");
    }
}
