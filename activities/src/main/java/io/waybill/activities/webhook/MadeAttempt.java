package io.waybill.activities.webhook;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An attempt as written down.
 *
 * @param attempt from 1
 * @param status null where there was no answer
 * @param due when the next one will have been made
 */
record MadeAttempt(
        UUID endpointId,
        UUID eventId,
        UUID accountId,
        int round,
        int attempt,
        Instant madeAt,
        long latencyMillis,
        @Nullable Integer status,
        String note,
        DeliveryState next,
        Instant due,
        Instant now) {

    MadeAttempt {
        requireNonNull(endpointId, "endpointId");
        requireNonNull(eventId, "eventId");
        requireNonNull(accountId, "accountId");
        requireNonNull(madeAt, "madeAt");
        requireNonNull(note, "note");
        requireNonNull(next, "next");
        requireNonNull(due, "due");
        requireNonNull(now, "now");
    }
}
