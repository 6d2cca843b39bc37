package io.waybill.activities.ledger;

/** A reference that names one journal entry was used for another. */
public final class ReferenceReused extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Says which, and how they differ. */
    public ReferenceReused(String message) {
        super(message);
    }
}
