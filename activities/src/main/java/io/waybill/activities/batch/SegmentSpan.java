package io.waybill.activities.batch;

import static java.util.Objects.requireNonNull;

/** A segment and the items that its lines are. */
record SegmentSpan(String objectKey, long bytes, int firstIndex, int itemCount) {

    SegmentSpan {
        requireNonNull(objectKey, "objectKey");
    }

    boolean has(int index) {
        return index >= firstIndex && index < firstIndex + itemCount;
    }
}
