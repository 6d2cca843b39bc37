package io.waybill.activities.batch;

/** A line whose {@code custom_id} stands on an earlier line, {@code first}; both as indexes. */
record DuplicateRow(int index, int first) {}
