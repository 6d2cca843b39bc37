package io.waybill.activities.file;

/** A file cannot be deleted while a batch reads it. */
public final class FileInUse extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Says which and why. */
    public FileInUse(String message) {
        super(message);
    }
}
