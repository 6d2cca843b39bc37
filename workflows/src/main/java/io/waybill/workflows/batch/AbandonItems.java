package io.waybill.workflows.batch;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Items that no worker could run.
 *
 * @param indexes within the batch, at most a chunk
 * @param code the items' error code, such as {@code worker_lost}
 * @param message for people
 */
public record AbandonItems(String batchId, int chunk, int wave, List<Integer> indexes, String code, String message) {

    /** Copies the list. */
    public AbandonItems {
        requireNonNull(batchId, "batchId");
        indexes = List.copyOf(indexes);
        requireNonNull(code, "code");
        requireNonNull(message, "message");
    }
}
