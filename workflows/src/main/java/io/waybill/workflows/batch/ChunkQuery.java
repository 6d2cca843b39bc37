package io.waybill.workflows.batch;

import static java.util.Objects.requireNonNull;

/**
 * Asks for the next page of chunks.
 *
 * @param shard from 0
 * @param afterChunk the last chunk already had, -1 for none
 */
public record ChunkQuery(String batchId, int shard, int afterChunk) {

    /** Checks that what must be there is. */
    public ChunkQuery {
        requireNonNull(batchId, "batchId");
    }
}
