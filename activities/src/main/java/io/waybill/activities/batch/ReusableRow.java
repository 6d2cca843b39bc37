package io.waybill.activities.batch;

import static java.util.Objects.requireNonNull;

import java.util.UUID;

/** An item that was computed. */
record ReusableRow(UUID content, UUID batchId, int index) {

    ReusableRow {
        requireNonNull(content, "content");
        requireNonNull(batchId, "batchId");
    }
}
