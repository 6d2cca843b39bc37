package io.waybill.activities.file;

/** An upload's name or purpose is not allowed. */
public final class FileRejected extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    /** Says what is wrong and what is allowed. */
    public FileRejected(String message) {
        super(message);
    }
}
