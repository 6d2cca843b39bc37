package io.waybill.models.gguf;

/** A file is not GGUF, or not one that can be used; the message says what and where. */
public final class GgufRejected extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Says what is wrong. */
    public GgufRejected(String message) {
        super(message);
    }
}
