package io.waybill.activities.operator;

import static java.util.Objects.requireNonNull;

import io.waybill.activities.database.Jsonb;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One row of {@code admin_act}. */
record ActRow(
        long id,
        String reference,
        String act,
        UUID operatorId,
        String operatorKey,
        @Nullable UUID accountId,
        String reason,
        Jsonb details,
        Instant createdAt) {

    ActRow {
        requireNonNull(reference, "reference");
        requireNonNull(act, "act");
        requireNonNull(operatorId, "operatorId");
        requireNonNull(operatorKey, "operatorKey");
        requireNonNull(reason, "reason");
        requireNonNull(details, "details");
        requireNonNull(createdAt, "createdAt");
    }
}
