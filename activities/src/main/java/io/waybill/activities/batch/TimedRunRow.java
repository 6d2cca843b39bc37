package io.waybill.activities.batch;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ChunkRunRow} and when it was.
 *
 * @param startedAt null where nobody says
 */
record TimedRunRow(
        int chunk,
        int wave,
        String objectKey,
        long resultBytes,
        long errorBytes,
        long outcomeBytes,
        Instant settledAt,
        @Nullable Instant startedAt) {

    TimedRunRow {
        requireNonNull(objectKey, "objectKey");
        requireNonNull(settledAt, "settledAt");
    }

    ChunkRunRow run() {
        return new ChunkRunRow(chunk, wave, objectKey, resultBytes, errorBytes, outcomeBytes);
    }
}
