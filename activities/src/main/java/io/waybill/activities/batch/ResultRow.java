package io.waybill.activities.batch;

import io.waybill.workflows.batch.ItemState;
import org.jspecify.annotations.Nullable;

/**
 * What a reader of results needs of an item; null is what is null in {@link ResultLine}.
 *
 * @param position 0 in input order
 */
record ResultRow(
        long position,
        int index,
        @Nullable String customId,
        int state,
        long chargedNanos,
        @Nullable String errorCode,
        @Nullable String errorMessage,
        @Nullable String errorParam,
        @Nullable Integer chunk,
        @Nullable Integer wave) {

    boolean isEnded() {
        return state != ItemState.pending.code();
    }

    ResultLine toLine() {
        return new ResultLine(
                new ResultPlace(position, index),
                customId,
                ItemState.of(state),
                chargedNanos,
                errorCode,
                errorMessage,
                errorParam,
                chunk,
                wave);
    }

    ItemStatus toStatus() {
        return new ItemStatus(index, customId, ItemState.of(state), chargedNanos, errorCode);
    }
}
