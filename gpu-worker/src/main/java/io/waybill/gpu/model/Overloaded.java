package io.waybill.gpu.model;

/** More work waits for the model than is sensible; nothing was queued. */
public final class Overloaded extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Names the model and the bound. */
    Overloaded(String model, int bound) {
        super("model " + model + " has " + bound + " texts waiting, which is its bound", null, false, false);
    }
}
