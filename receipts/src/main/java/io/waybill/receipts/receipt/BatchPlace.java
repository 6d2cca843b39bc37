package io.waybill.receipts.receipt;

import static io.waybill.receipts.receipt.Fields.checkText;

/**
 * Where an item stands.
 *
 * @param batch the batch's id
 * @param index the item's place in it, from 0
 */
public record BatchPlace(String batch, long index) {

    /** Checks the fields. */
    public BatchPlace {
        checkText("batch", batch, Fields.ID_MAX);
        if (index < 0 || index > CanonicalJson.INTEGER_MAX) {
            throw new IllegalArgumentException("index: %d, 0 to 2^53-1 are allowed".formatted(index));
        }
    }
}
