package io.waybill.workflows.batch;

import java.util.List;

/**
 * Consecutive chunks of a shard, in order.
 *
 * @param chunks at most {@link #LIMIT}, so that the page stays under 10 kB
 * @param more whether chunks of the shard follow after the last one here
 */
public record ChunkPage(List<ChunkRef> chunks, boolean more) {

    /** Most chunks in a page: about 430 bytes each, under 10 kB together. */
    public static final int LIMIT = 22;

    /** Copies the list. */
    public ChunkPage {
        chunks = List.copyOf(chunks);
    }

    /** {@return a page of nothing} */
    public static ChunkPage empty() {
        return new ChunkPage(List.of(), false);
    }
}
