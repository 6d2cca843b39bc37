package io.waybill.activities.ledger;

import static java.util.Objects.requireNonNull;

import java.util.UUID;

/** One row of {@code open_hold}. */
record OpenHoldRow(String reference, UUID accountId, long heldNanos) {

    OpenHoldRow {
        requireNonNull(reference, "reference");
        requireNonNull(accountId, "accountId");
    }
}
