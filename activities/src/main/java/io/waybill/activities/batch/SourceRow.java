package io.waybill.activities.batch;

import static java.util.Objects.requireNonNull;

import java.util.UUID;

/** Where the result of an item lies that another answered: the run of the other. */
record SourceRow(int index, UUID sourceBatch, int sourceIndex, int chunk, int wave) {

    SourceRow {
        requireNonNull(sourceBatch, "sourceBatch");
    }
}
