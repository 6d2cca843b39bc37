package io.waybill.gpu.model;

import static java.util.Objects.requireNonNull;

/**
 * The answer for one text.
 *
 * @param vector float32[dimensions], not to be changed
 * @param tokens of the text
 * @param nanos its share of the time the model took
 */
@SuppressWarnings("ArrayRecordComponent") // goes once from the engine to whoever writes it
public record Embedding(float[] vector, int tokens, long nanos) {

    /** Checks that what must be there is. */
    public Embedding {
        requireNonNull(vector, "vector");
    }
}
