package io.waybill.activities.batch;

import static java.util.Objects.requireNonNull;

/**
 * A planned chunk, as it is inserted.
 *
 * @param lines from the first item's line to the last's
 * @param count items of the model among them
 * @param units tokens of these items
 */
record ChunkRow(
        int chunk,
        int shard,
        long offset,
        long length,
        int firstIndex,
        int lines,
        int count,
        long units,
        int modelId,
        String pool,
        String verb,
        int timeoutSeconds) {

    ChunkRow {
        requireNonNull(pool, "pool");
        requireNonNull(verb, "verb");
    }
}
