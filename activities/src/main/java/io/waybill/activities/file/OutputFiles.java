package io.waybill.activities.file;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Output files, which are lists of ranges of objects. Package {@code batch} publishes them. */
public interface OutputFiles {

    /**
     * Records an output file in the caller's transaction. Happens once for its id: a second run changes nothing.
     *
     * @param segments in order; empty for an empty file
     * @return false where the file was there already
     */
    boolean publish(NewOutput file, List<Segment> segments);

    /**
     * An output file.
     *
     * @param sha256 of the content, lower-case hex
     * @param lines in it
     * @param expiresAfter how long it can be read; null for as long as results are kept
     */
    record NewOutput(
            UUID id,
            UUID accountId,
            UUID batchId,
            String filename,
            String sha256,
            long lines,
            @Nullable Duration expiresAfter) {

        /** Checks that what must be there is. */
        public NewOutput {
            requireNonNull(id, "id");
            requireNonNull(accountId, "accountId");
            requireNonNull(batchId, "batchId");
            requireNonNull(filename, "filename");
            requireNonNull(sha256, "sha256");
        }
    }

    /**
     * A range of an object.
     *
     * @param bytes at least 1
     * @param sha256 of the range, lower-case hex
     */
    record Segment(String objectKey, long objectOffset, long bytes, String sha256) {

        /** Checks that what must be there is. */
        public Segment {
            requireNonNull(objectKey, "objectKey");
            requireNonNull(sha256, "sha256");
            if (bytes < 1 || objectOffset < 0) {
                throw new IllegalArgumentException("a segment of " + bytes + " bytes at " + objectOffset);
            }
        }
    }
}
