package io.waybill.activities.batch;

/** In which order results are read. */
public enum ResultOrder {
    /** As the lines of the input; while the batch runs, up to the first item that has not ended. */
    input,
    /** As items ended. Whoever has read up to a place has missed nothing before it. */
    completion
}
