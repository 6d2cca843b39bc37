package io.waybill.activities.webhook;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.UUID;

/**
 * Something that happened to a batch.
 *
 * @param milestone which one, for {@link EventType#BATCH_PROGRESS}; empty otherwise
 * @param data values of JSON, with the batch's id; {@code sequence} is added
 */
public record BatchEvent(UUID accountId, UUID batchId, EventType type, String milestone, Map<String, Object> data) {

    /** Checks that what must be there is. */
    public BatchEvent {
        requireNonNull(accountId, "accountId");
        requireNonNull(batchId, "batchId");
        requireNonNull(type, "type");
        requireNonNull(milestone, "milestone");
        requireNonNull(data, "data");
    }
}
