package io.waybill.activities.webhook;

/** How far a delivery is. */
public enum DeliveryState {
    /** Nothing was sent yet. */
    pending,
    /** The first attempt is being made. */
    delivering,
    /** An attempt failed; the next one comes. */
    waiting,
    /** The receiver has it. */
    delivered,
    /** Nobody tries it again: a dead letter. */
    dead
}
