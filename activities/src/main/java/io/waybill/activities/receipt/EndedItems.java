package io.waybill.activities.receipt;

import java.util.function.Consumer;

/** Consecutive items that have ended, each made when it is asked for, as a batch has a million of them. */
@FunctionalInterface
public interface EndedItems {

    /** Hands over each, in the order of their indexes. Called once. */
    void each(Consumer<EndedItem> taker);
}
