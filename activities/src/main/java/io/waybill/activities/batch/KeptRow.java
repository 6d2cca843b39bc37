package io.waybill.activities.batch;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether results of a batch are still there.
 *
 * @param resultsUntil null before its end
 * @param resultsRemovedAt null as long as they are there
 * @param fileDeleted whether its output or error file was deleted, and with it what it was made of
 */
record KeptRow(@Nullable Instant resultsUntil, @Nullable Instant resultsRemovedAt, boolean fileDeleted) {

    /** {@return why nobody can read them; empty where that is possible} */
    Optional<String> gone(Instant now) {
        Instant until = resultsUntil;
        if (until != null && !until.isAfter(now)) {
            return Optional.of("the results of the batch were kept until " + until);
        }
        if (fileDeleted) {
            return Optional.of("the results of the batch were deleted with its output or its error file");
        }
        return resultsRemovedAt == null ? Optional.empty() : Optional.of("the results of the batch were removed");
    }
}
