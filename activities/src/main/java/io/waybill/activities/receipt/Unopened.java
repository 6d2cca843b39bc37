package io.waybill.activities.receipt;

/** Why the evidence for a receipt's owner does not open all that the receipt commits to. */
public enum Unopened {
    /** The owner had the content forgotten: its salts are overwritten, and nobody can open it any more. */
    FORGOTTEN("forgotten"),
    /**
     * The results of the batch were removed, and with them the hashes of what went in and came out. Receipts,
     * signatures and log still verify.
     */
    RESULTS_REMOVED("results-removed");

    private final String wireName;

    Unopened(String wireName) {
        this.wireName = wireName;
    }

    /** {@return the name in the header of answers} */
    public String wireName() {
        return wireName;
    }
}
