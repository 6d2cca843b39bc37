package io.waybill.receipts.receipt;

/**
 * Bytes that are not the canonical JSON they must be, or a value that has no canonical form; the message says where.
 */
public final class NotCanonical extends RuntimeException {

    /** Says what is wrong, and where. */
    public NotCanonical(String message) {
        super(message);
    }
}
