package io.waybill.activities.batch;

import static java.util.Objects.requireNonNull;

import io.waybill.workflows.batch.ChunkRef;

/** A planned chunk with its model and its segment, as the workflow wants it. */
record ChunkRefRow(
        int chunk,
        String pool,
        String model,
        String digest,
        String verb,
        String segment,
        long byteOffset,
        long byteLength,
        int firstIndex,
        int lineCount,
        int itemCount,
        long units,
        int timeoutSeconds) {

    ChunkRefRow {
        requireNonNull(pool, "pool");
        requireNonNull(model, "model");
        requireNonNull(digest, "digest");
        requireNonNull(verb, "verb");
        requireNonNull(segment, "segment");
    }

    ChunkRef toRef() {
        return new ChunkRef(
                chunk,
                pool,
                model,
                digest,
                verb,
                segment,
                byteOffset,
                byteLength,
                firstIndex,
                lineCount,
                itemCount,
                units,
                timeoutSeconds);
    }
}
