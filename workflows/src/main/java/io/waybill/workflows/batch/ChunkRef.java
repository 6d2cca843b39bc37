package io.waybill.workflows.batch;

import static java.util.Objects.requireNonNull;

/**
 * Consecutive items of one model: a byte range of one immutable segment of JSON lines. Where models alternate within
 * the range, lines of other models are skipped.
 *
 * @param chunk number within the batch, from 0
 * @param pool the pool that serves the model
 * @param model model id
 * @param digest SHA-256 of the model, lower-case hex; the worker refuses another
 * @param verb what is done, for people: {@code embed}
 * @param segment object key
 * @param offset first byte of the first line
 * @param length bytes, the last line's newline included where it has one
 * @param firstIndex index of the first line within the batch, from 0
 * @param lines lines in the range
 * @param count lines that are valid items of this model, 1..lines
 * @param tokens tokens of these items
 * @param timeoutSeconds longest an attempt may take
 */
public record ChunkRef(
        int chunk,
        String pool,
        String model,
        String digest,
        String verb,
        String segment,
        long offset,
        long length,
        int firstIndex,
        int lines,
        int count,
        long tokens,
        int timeoutSeconds) {

    /** Checks that what must be there is. */
    public ChunkRef {
        requireNonNull(pool, "pool");
        requireNonNull(model, "model");
        requireNonNull(digest, "digest");
        requireNonNull(verb, "verb");
        requireNonNull(segment, "segment");
    }
}
