package io.waybill.activities.batch;

/** A request of an addition has the id of another one, and another body. */
public final class RequestConflict extends RuntimeException {

    private static final long serialVersionUID = 1;

    RequestConflict(String message) {
        super(message);
    }
}
