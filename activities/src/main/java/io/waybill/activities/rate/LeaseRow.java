package io.waybill.activities.rate;

/** What a bucket gave: whole tokens, and what is left in it. */
record LeaseRow(int granted, double tokens) {}
