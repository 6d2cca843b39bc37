package io.waybill.activities.signing;

/** The secret that ids of receipts and pseudonyms of accounts are made with. It never changes. Thread-safe. */
public interface ReceiptSecret {

    /** {@return a copy of its 32 bytes} */
    byte[] bytes();
}
