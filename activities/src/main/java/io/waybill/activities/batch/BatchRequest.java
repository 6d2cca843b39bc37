package io.waybill.activities.batch;

import static java.util.Objects.requireNonNull;

import io.waybill.workflows.batch.ItemState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an item beside its content.
 *
 * @param index from 0, over the whole batch
 * @param customId null where its line has none that could be read
 * @param form how it was asked for; null for items of files and tasks
 * @param endpoint what it calls
 * @param model null where it failed validation
 * @param attempts how often it was run for what it became; 0 where it never was
 * @param chargedNanos what it cost; 0 while it is pending
 * @param addedAt when it was added
 * @param endedAt when it ended; null while it is pending
 */
public record BatchRequest(
        int index,
        @Nullable String customId,
        ItemState state,
        @Nullable RequestForm form,
        String endpoint,
        @Nullable String model,
        int attempts,
        long chargedNanos,
        Instant addedAt,
        @Nullable Instant endedAt) {

    /** Checks that what must be there is. */
    public BatchRequest {
        requireNonNull(state, "state");
        requireNonNull(endpoint, "endpoint");
        requireNonNull(addedAt, "addedAt");
    }
}
