package io.waybill.api.batch;

/** The workflow engine did not take a call. */
final class EngineUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1;

    EngineUnavailable(Throwable cause) {
        super("the workflow engine did not take the call", cause);
    }
}
