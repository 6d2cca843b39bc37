package io.waybill.activities.webhook;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event on its way to an endpoint.
 *
 * @param batchId null where it is about no batch
 * @param round from 0; each redelivery is one more
 * @param attempts those of this round
 * @param note what came of the last attempt; null before the first
 * @param nextAt of the next attempt; null where there is none, or it is made at once
 * @param endedAt null where it has not ended
 */
public record Delivery(
        UUID endpointId,
        UUID eventId,
        @Nullable UUID batchId,
        String type,
        DeliveryState state,
        int round,
        int attempts,
        @Nullable String note,
        Instant createdAt,
        @Nullable Instant nextAt,
        @Nullable Instant endedAt) {

    /** Checks that what must be there is. */
    public Delivery {
        requireNonNull(endpointId, "endpointId");
        requireNonNull(eventId, "eventId");
        requireNonNull(type, "type");
        requireNonNull(state, "state");
        requireNonNull(createdAt, "createdAt");
    }

    /**
     * A call of the receiver.
     *
     * @param status its answer's; null where there was none
     */
    public record Attempt(
            int round,
            int attempt,
            Instant madeAt,
            long latencyMillis,
            @Nullable Integer status,
            String note) {

        /** Checks that what must be there is. */
        public Attempt {
            requireNonNull(madeAt, "madeAt");
            requireNonNull(note, "note");
        }
    }
}
