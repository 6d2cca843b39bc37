package io.waybill.workflows.inference;

import static java.util.Objects.requireNonNull;

import io.waybill.workflows.batch.ChunkRef;
import io.waybill.workflows.batch.Lane;
import java.util.List;

/**
 * One run of a chunk.
 *
 * @param wave 0 for the whole chunk; each later run of some of its items has the next number
 * @param only indexes within the batch that this run is for, ascending; empty for all of the chunk's items. Lines among
 *     them that are invalid or another model's are passed over
 */
public record InferChunk(String batchId, String accountId, Lane lane, ChunkRef ref, int wave, List<Integer> only) {

    /** Copies the list. */
    public InferChunk {
        requireNonNull(batchId, "batchId");
        requireNonNull(accountId, "accountId");
        requireNonNull(lane, "lane");
        requireNonNull(ref, "ref");
        only = List.copyOf(only);
    }
}
