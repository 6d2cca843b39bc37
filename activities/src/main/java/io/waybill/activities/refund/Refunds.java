package io.waybill.activities.refund;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Refunds of items that were captured: each item once, and never more than it cost. */
public interface Refunds {

    /** Longest reason. */
    int REASON_CHARACTERS_MAX = 500;

    /**
     * Gives back what an item or a whole batch cost, in one transaction. The same {@code id} again answers the first
     * refund and gives back nothing more.
     *
     * @param id of the refund
     * @param what which items
     * @param reason 1 to {@link #REASON_CHARACTERS_MAX} characters, shown to the client
     */
    Answer refund(UUID id, Target what, String reason);

    /**
     * What is to be refunded.
     *
     * @param customId of the item; null where {@code index} names it, or the whole batch is meant
     * @param index of the item, from 0; null likewise
     */
    record Target(
            UUID batchId,
            @Nullable String customId,
            @Nullable Integer index) {

        /** Checks that it names one thing. */
        public Target {
            requireNonNull(batchId, "batchId");
            if (customId != null && index != null) {
                throw new IllegalArgumentException("an item is named by custom_id or by index, not by both");
            }
        }

        boolean isItem() {
            return customId != null || index != null;
        }
    }

    /** What became of it. */
    sealed interface Answer {

        /** Refunded, now or by an earlier call with the same id. */
        record Refunded(Refund refund) implements Answer {

            /** Checks that what must be there is. */
            public Refunded {
                requireNonNull(refund, "refund");
            }
        }

        /** No batch has the id. */
        record NoBatch() implements Answer {}

        /** The batch has no such item. */
        record NoItem() implements Answer {}

        /** It cost nothing, or was refunded before. */
        record Nothing() implements Answer {}
    }

    /**
     * A refund.
     *
     * @param itemIndex null where it is of a whole batch
     * @param items how many
     * @param amountNanos positive
     */
    record Refund(
            UUID id,
            UUID accountId,
            UUID batchId,
            @Nullable Integer itemIndex,
            long items,
            long amountNanos,
            String reason,
            Instant createdAt) {

        /** Checks that what must be there is. */
        public Refund {
            requireNonNull(id, "id");
            requireNonNull(accountId, "accountId");
            requireNonNull(batchId, "batchId");
            requireNonNull(reason, "reason");
            requireNonNull(createdAt, "createdAt");
        }
    }
}
