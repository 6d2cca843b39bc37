package io.waybill.activities.batch;

/** A move of items: those from {@code firstIndex} to {@code lastIndex} that ended with this position. */
record SpanRow(long position, int firstIndex, int lastIndex) {}
