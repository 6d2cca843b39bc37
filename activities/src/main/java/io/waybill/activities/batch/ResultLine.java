package io.waybill.activities.batch;

import static java.util.Objects.requireNonNull;

import io.waybill.workflows.batch.ItemState;
import org.jspecify.annotations.Nullable;

/**
 * An item that has ended.
 *
 * @param place where it stands; what {@link Results#open} takes for going on after it
 * @param customId null where its line has none that could be read
 * @param chargedNanos what it cost
 * @param errorCode null where it succeeded, or its state says it
 * @param errorMessage null where a worker wrote its error line
 * @param errorParam null where the error is not about one field
 * @param chunk the run that wrote its line; null where none did
 * @param wave null where {@code chunk} is
 */
public record ResultLine(
        ResultPlace place,
        @Nullable String customId,
        ItemState state,
        long chargedNanos,
        @Nullable String errorCode,
        @Nullable String errorMessage,
        @Nullable String errorParam,
        @Nullable Integer chunk,
        @Nullable Integer wave) {

    /** Checks that what must be there is. */
    public ResultLine {
        requireNonNull(place, "place");
        requireNonNull(state, "state");
    }

    /** {@return the item's index, from 0} */
    public int index() {
        return place.index();
    }

    EndedItemRow toRow() {
        return new EndedItemRow(
                place.index(), customId, state.code(), errorCode, errorMessage, errorParam, chunk, wave);
    }
}
