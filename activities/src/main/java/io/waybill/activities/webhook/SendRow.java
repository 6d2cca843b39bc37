package io.waybill.activities.webhook;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Everything that an attempt needs.
 *
 * @param dueAt when the next attempt will have been made
 * @param note what came of the last attempt; null before the first
 * @param disabledReason null where the endpoint is enabled
 * @param failures in a row of its receiver; null for none
 * @param openUntil end of the receiver's pause; null where it has none
 */
record SendRow(
        UUID accountId,
        String target,
        DeliveryState state,
        int round,
        int attempts,
        Instant dueAt,
        @Nullable String note,
        String url,
        boolean enabled,
        @Nullable String disabledReason,
        UUID secretOwner,
        String type,
        String body,
        @Nullable Integer failures,
        @Nullable Instant openUntil) {

    SendRow {
        requireNonNull(accountId, "accountId");
        requireNonNull(target, "target");
        requireNonNull(state, "state");
        requireNonNull(dueAt, "dueAt");
        requireNonNull(url, "url");
        requireNonNull(secretOwner, "secretOwner");
        requireNonNull(type, "type");
        requireNonNull(body, "body");
    }
}
