package io.waybill.workflows.run;

/** What becomes of an item when a fake worker runs it. */
enum Fate {
    /** Has a result. */
    OK,
    /** Fails for its own sake. */
    BAD,
    /** Fails for a reason that may pass. */
    TRANSIENT,
    /** Takes its worker with it: the run's heartbeat stops. */
    KILLS,
    /** The worker answers the run with an error. */
    FAULT,
    /** The worker does not have the model. */
    NO_MODEL,
    /** The segment is gone. */
    NO_INPUT,
    /** Has a result that settle cannot read. */
    UNREADABLE
}
