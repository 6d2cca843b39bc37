package io.waybill.activities.worker;

/** A value is too large for workflow history. */
final class PayloadTooLarge extends RuntimeException {

    private static final long serialVersionUID = 1;

    PayloadTooLarge(int bytes) {
        super("a payload has " + bytes + " bytes, allowed are at most " + PayloadGuard.BYTES_MAX
                + ": history holds references, not data");
    }
}
