package io.waybill.gpu.generation;

/** Too many calls wait for the model; nothing was begun. */
public final class GenerationRefused extends RuntimeException {

    private static final long serialVersionUID = 1;

    GenerationRefused(String model, int bound) {
        super("model " + model + " has " + bound + " calls waiting, which is its bound", null, false, false);
    }
}
