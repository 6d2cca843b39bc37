package io.waybill.activities.receipt;

import java.util.Optional;
import java.util.UUID;

/** Makes the receipts of a batch's items. Thread-safe; what it answers is not. */
public interface BatchReceipts {

    /**
     * Begins, or goes on where an attempt before was lost. Whatever it is begun with first stays: key, salts and time.
     *
     * @param items how many the batch has, as far as that is known
     * @return empty where the batch has its receipts
     */
    Optional<Attesting> begin(UUID accountId, UUID batchId, long items);

    /**
     * Takes a batch's items in the order of their indexes. Memory: one part of 32,768 of them, and pages on the way.
     */
    interface Attesting {

        /** {@return the index of the last item that an attempt before has dealt with; -1 for none} */
        int after();

        /**
         * {@return the receipts of consecutive items} Several threads may make pages at once, in any order.
         *
         * @param most the items are no more than this
         */
        ReceiptPage make(int most, EndedItems items);

        /** Takes the next page, which nobody may use afterwards. One thread. */
        void add(ReceiptPage page);

        /**
         * Signs the batch's statement and queues everything for the log, in one transaction. A second run does nothing.
         */
        void finish();
    }
}
