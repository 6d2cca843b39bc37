package io.waybill.activities.refund;

/** What was captured of some items and not given back. */
record OwedRow(long items, long amountNanos) {}
