package io.waybill.activities.batch;

/** Items that one statement moved: how many, their prices, and the first and last of them. */
record SweptRow(long items, long heldNanos, int firstIndex, int lastIndex) {}
