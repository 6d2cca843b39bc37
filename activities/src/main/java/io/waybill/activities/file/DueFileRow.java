package io.waybill.activities.file;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.UUID;

/**
 * A file whose bytes are to go.
 *
 * @param since when it expired or was deleted
 */
record DueFileRow(UUID id, UUID accountId, Instant since) {

    DueFileRow {
        requireNonNull(id, "id");
        requireNonNull(accountId, "accountId");
        requireNonNull(since, "since");
    }
}
