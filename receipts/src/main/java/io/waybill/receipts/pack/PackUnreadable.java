package io.waybill.receipts.pack;

/** What was given is no evidence pack that this version reads: what is wrong, and where, stands in the message. */
public final class PackUnreadable extends RuntimeException {

    /** Says what is wrong. */
    public PackUnreadable(String message) {
        super(message);
    }
}
