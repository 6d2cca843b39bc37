package io.waybill.storage.outcome;

import java.io.IOException;

/** Bytes that should be an outcome are none: cut off, damaged, or of a version that is not known. */
public final class OutcomeCorrupt extends IOException {

    private static final long serialVersionUID = 1;

    /** Says what was found and what was expected. */
    public OutcomeCorrupt(String message) {
        super(message);
    }
}
