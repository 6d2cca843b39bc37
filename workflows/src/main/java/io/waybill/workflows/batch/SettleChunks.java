package io.waybill.workflows.batch;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Chunks that have ended since the last settle.
 *
 * @param chunks at most {@link #LIMIT}
 * @param oldestMillis when the workflow learnt of the end of the first of them, in milliseconds since 1970; 0 where
 *     that is not known
 */
public record SettleChunks(String batchId, List<Ended> chunks, long oldestMillis) {

    /** Most chunks in one settle: about 180 bytes each, under 10 kB together. */
    public static final int LIMIT = 48;

    /** Copies the list. */
    public SettleChunks {
        requireNonNull(batchId, "batchId");
        chunks = List.copyOf(chunks);
    }

    /** Chunks of which nobody says when they ended. */
    public SettleChunks(String batchId, List<Ended> chunks) {
        this(batchId, chunks, 0);
    }

    /** One run of a chunk that has ended: see {@link io.waybill.workflows.inference.InferredChunk}. */
    public record Ended(
            int chunk,
            int wave,
            long resultBytes,
            long errorBytes,
            long outcomeBytes,
            String sha256,
            String worker,
            long startedMillis) {

        /** Checks that what must be there is. */
        public Ended {
            requireNonNull(sha256, "sha256");
            requireNonNull(worker, "worker");
        }

        /** A run of which nobody says when it began. */
        public Ended(
                int chunk,
                int wave,
                long resultBytes,
                long errorBytes,
                long outcomeBytes,
                String sha256,
                String worker) {
            this(chunk, wave, resultBytes, errorBytes, outcomeBytes, sha256, worker, 0);
        }
    }
}
