package io.waybill.receipts.receipt;

import java.util.Locale;

/** How an item, or an interactive call, ended. */
public enum Outcome {
    /** A result was made. */
    SUCCEEDED,
    /** The item ended with an error, and cost nothing. */
    FAILED,
    /** Someone took the item back before it was run. */
    CANCELLED,
    /** The batch's window closed before the item was run. */
    EXPIRED,
    /** The same account's earlier result for the same input, model and parameters was handed over again. */
    REUSED;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** {@return the name in receipts} */
    public String wireName() {
        return wireName;
    }
}
