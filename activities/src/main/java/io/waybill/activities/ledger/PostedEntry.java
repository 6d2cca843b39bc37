package io.waybill.activities.ledger;

import static java.util.Objects.requireNonNull;

/** An entry that was posted now. */
record PostedEntry(long id, String reference) {

    PostedEntry {
        requireNonNull(reference, "reference");
    }
}
