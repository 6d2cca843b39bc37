package io.waybill.activities.receipt;

/** The receipt is made and not in the log yet: a matter of a second or two. */
public final class ReceiptPending extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ReceiptPending() {
        super("the receipt is not in the log yet; ask again in a second");
    }
}
