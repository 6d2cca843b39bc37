package io.waybill.activities.ledger;

import static java.util.Objects.requireNonNull;

import java.util.UUID;

/** One row of {@code open_charge}. */
record OpenChargeRow(String reference, UUID accountId) {

    OpenChargeRow {
        requireNonNull(reference, "reference");
        requireNonNull(accountId, "accountId");
    }
}
