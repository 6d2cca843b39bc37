package io.waybill.workflows.inference;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the outcome of a run lies and what is in it. The object is {@code [result lines][error lines][outcome block]}
 * under the key of (batch, chunk, wave).
 *
 * @param resultBytes length of the result lines
 * @param errorBytes length of the error lines
 * @param outcomeBytes length of the outcome block
 * @param sha256 of the whole object, lower-case hex
 * @param retryable indexes that failed transiently and are not in the object, ascending, at most a chunk
 * @param tokens tokens the succeeded items took
 * @param computeMillis time the model took, summed over its threads
 * @param worker who ran it: host and process id
 * @param startedMillis when the run began, in milliseconds since 1970; 0 where another run wrote the object
 * @param finishReason why the answer of a run of one item ended that generates text, such as {@code stop}; else null
 */
public record InferredChunk(
        int chunk,
        int wave,
        long resultBytes,
        long errorBytes,
        long outcomeBytes,
        String sha256,
        int succeeded,
        int failed,
        List<Integer> retryable,
        long tokens,
        long computeMillis,
        String worker,
        long startedMillis,
        @Nullable String finishReason) {

    /** Copies the list. */
    public InferredChunk {
        requireNonNull(sha256, "sha256");
        requireNonNull(worker, "worker");
        retryable = List.copyOf(retryable);
    }

    /** A run of which nobody says when it began. */
    public InferredChunk(
            int chunk,
            int wave,
            long resultBytes,
            long errorBytes,
            long outcomeBytes,
            String sha256,
            int succeeded,
            int failed,
            List<Integer> retryable,
            long tokens,
            long computeMillis,
            String worker) {
        this(
                chunk,
                wave,
                resultBytes,
                errorBytes,
                outcomeBytes,
                sha256,
                succeeded,
                failed,
                retryable,
                tokens,
                computeMillis,
                worker,
                0,
                null);
    }
}
