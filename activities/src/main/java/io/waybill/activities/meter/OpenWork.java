package io.waybill.activities.meter;

/** The gauges of open batches. */
public interface OpenWork {

    /** Brings {@code waybill.batches.open} and {@code waybill.batches.oldest.seconds} up to date. One query. */
    void refresh();
}
