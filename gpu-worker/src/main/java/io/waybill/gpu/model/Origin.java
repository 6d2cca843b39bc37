package io.waybill.gpu.model;

import static java.util.Objects.requireNonNull;

/**
 * Where a text comes from; the built-in test model counts its tries by it.
 *
 * @param owner the batch, or {@code interactive}
 * @param index of the item within the batch
 * @param attempt of the activity, from 1
 */
public record Origin(String owner, int index, int attempt) {

    /** Checks that what must be there is. */
    public Origin {
        requireNonNull(owner, "owner");
    }
}
