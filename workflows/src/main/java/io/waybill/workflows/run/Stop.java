package io.waybill.workflows.run;

import static java.util.Objects.requireNonNull;

import io.waybill.workflows.batch.BatchState;
import io.waybill.workflows.batch.ItemState;

/**
 * Why a batch ends before its items have.
 *
 * @param reason for people
 */
record Stop(Kind kind, String reason) {

    Stop {
        requireNonNull(kind, "kind");
        requireNonNull(reason, "reason");
    }

    /** {@return the same for an operator} */
    String text() {
        return switch (kind) {
            case CANCELLED -> "Cancelled: " + reason;
            case EXPIRED -> "Expired: " + reason;
        };
    }

    /** Who ended it. */
    enum Kind {
        /** The client, or an operator. */
        CANCELLED(BatchState.cancelled, ItemState.cancelled),
        /** The end of the completion window. */
        EXPIRED(BatchState.expired, ItemState.expired);

        private final BatchState batch;
        private final ItemState items;

        Kind(BatchState batch, ItemState items) {
            this.batch = batch;
            this.items = items;
        }

        /** {@return the state that the batch ends in} */
        BatchState batch() {
            return batch;
        }

        /** {@return the state that its pending items end in} */
        ItemState items() {
            return items;
        }
    }
}
