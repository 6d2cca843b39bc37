package io.waybill.activities.ledger;

/** Why money moved. Constants are the stored names. */
enum EntryKind {
    topup,
    hold,
    release,
    settle,
    charge,
    refund,
    adjustment
}
