package io.waybill.activities.batch;

import static java.util.Objects.requireNonNull;

/** The input of a batch: one object of JSON lines. */
record SegmentRow(String objectKey, long bytes) {

    SegmentRow {
        requireNonNull(objectKey, "objectKey");
    }
}
