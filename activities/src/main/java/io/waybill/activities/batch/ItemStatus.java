package io.waybill.activities.batch;

import static java.util.Objects.requireNonNull;

import io.waybill.workflows.batch.ItemState;
import org.jspecify.annotations.Nullable;

/**
 * How an item stands.
 *
 * @param index from 0
 * @param customId null where its line has none that could be read
 * @param chargedNanos what it cost; 0 while it is pending
 * @param errorCode null where it has no error of its own
 */
public record ItemStatus(
        int index,
        @Nullable String customId,
        ItemState state,
        long chargedNanos,
        @Nullable String errorCode) {

    /** Checks that what must be there is. */
    public ItemStatus {
        requireNonNull(state, "state");
    }
}
