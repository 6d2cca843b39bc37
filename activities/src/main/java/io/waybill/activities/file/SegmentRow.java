package io.waybill.activities.file;

import static java.util.Objects.requireNonNull;

/** One row of {@code file_segment}: a range of an object that is a part of a file. */
record SegmentRow(int ordinal, long position, String objectKey, long objectOffset, long bytes, String sha256) {

    SegmentRow {
        requireNonNull(objectKey, "objectKey");
        requireNonNull(sha256, "sha256");
    }
}
