package io.waybill.activities.webhook;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where events go.
 *
 * @param ofBatches whether it was made for the {@code webhook_url} of batches, and gets their events alone
 * @param disabledReason null where it is enabled
 */
public record Endpoint(
        UUID id,
        UUID accountId,
        boolean ofBatches,
        String url,
        String description,
        List<String> events,
        boolean enabled,
        @Nullable String disabledReason,
        Instant createdAt,
        Instant updatedAt) {

    /** Checks that what must be there is. */
    public Endpoint {
        requireNonNull(id, "id");
        requireNonNull(accountId, "accountId");
        requireNonNull(url, "url");
        requireNonNull(description, "description");
        events = List.copyOf(events);
        requireNonNull(createdAt, "createdAt");
        requireNonNull(updatedAt, "updatedAt");
    }
}
