package io.waybill.activities.receipt;

/** What a batch's receipts are made of is not what was signed. */
public final class ReceiptsDamaged extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ReceiptsDamaged(String message) {
        super(message);
    }
}
