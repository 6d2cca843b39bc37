package io.waybill.activities.file;

/** An upload is longer than is allowed. */
public final class FileTooLarge extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Says which and why. */
    public FileTooLarge(String message) {
        super(message);
    }
}
