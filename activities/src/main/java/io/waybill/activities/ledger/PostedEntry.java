package io.waybill.activities.ledger;

import static java.util.Objects.requireNonNull;

/**
 * An entry that was posted now.
 *
 * @param covered whether no balance of a client became negative by it and those posted with it
 */
record PostedEntry(long id, String reference, boolean covered) {

    PostedEntry {
        requireNonNull(reference, "reference");
    }
}
