package io.waybill.gpu.model;

import java.nio.FloatBuffer;

/**
 * From hidden states to a sentence's vector. Hidden states are {@code float32[batch, tokens, dimensions]}; positions
 * from a text's own length on are padding and never read.
 */
enum Pooling {
    /** The mean over the text's tokens. */
    mean,
    /** The state of the first token. */
    cls;

    /**
     * {@return {@code float32[dimensions]} of the text in {@code row}}
     *
     * @param tokens of the text itself
     * @param paddedTokens of each row
     */
    float[] pool(FloatBuffer hidden, int row, int tokens, int paddedTokens, int dimensions) {
        int first = row * paddedTokens * dimensions;
        float[] vector = new float[dimensions];
        hidden.get(first, vector);
        if (this == cls) {
            return vector;
        }
        float[] state = new float[dimensions];
        for (int t = 1; t < tokens; t++) {
            hidden.get(first + t * dimensions, state);
            for (int d = 0; d < dimensions; d++) {
                vector[d] += state[d];
            }
        }
        for (int d = 0; d < dimensions; d++) {
            vector[d] /= tokens;
        }
        return vector;
    }

    /** Scales {@code vector} to length 1; leaves a vector of zeros as it is. */
    static void normalize(float[] vector) {
        double sum = 0;
        for (float v : vector) {
            sum += (double) v * v;
        }
        if (sum == 0) {
            return;
        }
        float scale = (float) (1 / Math.sqrt(sum));
        for (int d = 0; d < vector.length; d++) {
            vector[d] *= scale;
        }
    }
}
