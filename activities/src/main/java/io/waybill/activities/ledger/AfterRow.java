package io.waybill.activities.ledger;

/** What an account had after an entry. */
record AfterRow(long id, long availableAfterNanos, long heldAfterNanos) {

    Ledger.Balance toBalance() {
        return new Ledger.Balance(availableAfterNanos, heldAfterNanos);
    }
}
