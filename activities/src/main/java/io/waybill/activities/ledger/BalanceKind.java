package io.waybill.activities.ledger;

/** Where money stands. Constants are the stored names. Each account has one balance of each kind. */
enum BalanceKind {
    /** The client's, free to spend; never negative. */
    available,
    /** The client's, reserved by batches; never negative. */
    held,
    /** The platform's: what was captured and charged. */
    revenue,
    /** The platform's: what was given back after it was taken; zero or negative. */
    refunds,
    /** Where credits come from; zero or negative. */
    topup_clearing,
    /** What rounding leaves over. */
    rounding
}
