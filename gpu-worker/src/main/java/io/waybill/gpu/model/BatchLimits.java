package io.waybill.gpu.model;

/**
 * How an engine likes its tensor batches.
 *
 * @param items most texts in one
 * @param paddedTokens most tokens in one, padding included; one text alone may have more
 * @param bucketTokens texts whose lengths fall into the same multiple go together; 1 for equal lengths only, so that
 *     nothing is padded
 */
record BatchLimits(int items, int paddedTokens, int bucketTokens) {

    BatchLimits {
        if (items < 1 || paddedTokens < 1 || bucketTokens < 1) {
            throw new IllegalArgumentException(
                    "limits are " + items + ", " + paddedTokens + ", " + bucketTokens + ", allowed are 1 and more");
        }
    }

    /** {@return the number of the bucket that texts of this length are in} */
    int bucket(int tokens) {
        return (tokens + bucketTokens - 1) / bucketTokens;
    }

    /** {@return how many texts of this length make a batch, at least 1} */
    int size(int tokens) {
        long padded = Math.max(1L, (long) bucket(tokens) * bucketTokens);
        return Math.clamp(paddedTokens / padded, 1, items);
    }
}
