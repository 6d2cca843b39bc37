package io.waybill.activities.batch;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A batch some of whose objects are to go.
 *
 * @param outputFileId null where there is none
 * @param errorFileId null where there is none
 * @param until when the time was over
 */
record DueBatchRow(
        UUID id,
        UUID accountId,
        @Nullable UUID outputFileId,
        @Nullable UUID errorFileId,
        Instant until) {

    DueBatchRow {
        requireNonNull(id, "id");
        requireNonNull(accountId, "accountId");
        requireNonNull(until, "until");
    }
}
