package io.waybill.activities.signing;

/** A key of receipts may still sign, so that it cannot be revoked yet; the message says why. */
public final class ReceiptKeyInUse extends RuntimeException {

    private static final long serialVersionUID = 1;

    ReceiptKeyInUse(String message) {
        super(message);
    }
}
