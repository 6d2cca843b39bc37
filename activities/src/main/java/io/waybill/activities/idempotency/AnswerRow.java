package io.waybill.activities.idempotency;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One row of {@code idempotent_answer}.
 *
 * @param status null until answered
 * @param body null until answered
 */
@SuppressWarnings("ArrayRecordComponent") // bytes replayed as they are, never compared
record AnswerRow(
        String requestSha256,
        UUID resourceId,
        Instant claimedUntil,
        @Nullable Integer status,
        byte @Nullable [] body,
        Instant createdAt) {

    AnswerRow {
        requireNonNull(requestSha256, "requestSha256");
        requireNonNull(resourceId, "resourceId");
        requireNonNull(claimedUntil, "claimedUntil");
        requireNonNull(createdAt, "createdAt");
    }
}
