package io.waybill.receipts.log;

/** Text or bytes of a log are not what their format says: what is wrong, and what is allowed, stands in the message. */
public final class LogDataMalformed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Makes it with what is wrong. */
    public LogDataMalformed(String message) {
        super(message);
    }
}
