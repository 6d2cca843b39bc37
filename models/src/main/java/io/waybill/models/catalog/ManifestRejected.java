package io.waybill.models.catalog;

/** A {@code model.yaml} that cannot be used; the message names file, key and what is allowed. */
public final class ManifestRejected extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Says what is wrong in {@code file}. */
    ManifestRejected(String file, String what) {
        super(file + ": " + what);
    }
}
