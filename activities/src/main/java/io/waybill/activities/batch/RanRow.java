package io.waybill.activities.batch;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a batch ran of a model lately.
 *
 * @param begunAt when the batch began, or the time that is looked at
 * @param endedAt null where it has not ended
 */
record RanRow(
        String model, long items, Instant begunAt, @Nullable Instant endedAt) {

    RanRow {
        requireNonNull(model, "model");
        requireNonNull(begunAt, "begunAt");
    }
}
