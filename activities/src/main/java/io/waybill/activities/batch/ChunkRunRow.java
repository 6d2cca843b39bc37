package io.waybill.activities.batch;

import static java.util.Objects.requireNonNull;

/** One settled run of a chunk: the object {@code [result lines][error lines][outcome block]}. */
record ChunkRunRow(int chunk, int wave, String objectKey, long resultBytes, long errorBytes, long outcomeBytes) {

    ChunkRunRow {
        requireNonNull(objectKey, "objectKey");
    }

    boolean isSameRun(ChunkRunRow other) {
        return chunk == other.chunk && wave == other.wave;
    }
}
