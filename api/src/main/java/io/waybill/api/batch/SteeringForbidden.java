package io.waybill.api.batch;

/** A batch's state does not allow a command. The message is for the client. */
final class SteeringForbidden extends RuntimeException {

    private static final long serialVersionUID = 1;

    SteeringForbidden(String message) {
        super(message);
    }
}
