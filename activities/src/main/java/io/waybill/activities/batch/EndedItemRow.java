package io.waybill.activities.batch;

import io.waybill.workflows.batch.ItemState;
import org.jspecify.annotations.Nullable;

/**
 * What an output or error file needs of an item.
 *
 * @param customId null where its line has none that could be read
 * @param errorCode null where it has no error of its own
 * @param errorMessage null where a worker wrote its error line
 * @param errorParam null where the error is not about one field
 * @param chunk the run that wrote its line; null where none did
 * @param wave null where {@code chunk} is
 */
record EndedItemRow(
        int index,
        @Nullable String customId,
        int state,
        @Nullable String errorCode,
        @Nullable String errorMessage,
        @Nullable String errorParam,
        @Nullable Integer chunk,
        @Nullable Integer wave) {

    ItemState itemState() {
        return ItemState.of(state);
    }
}
