package io.waybill.activities.batch;

/** How an item was asked for. */
record FormRow(int index, int form) {}
