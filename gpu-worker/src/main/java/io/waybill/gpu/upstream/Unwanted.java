package io.waybill.gpu.upstream;

/** Nobody wants the answer any more. */
final class Unwanted extends RuntimeException {

    private static final long serialVersionUID = 1;

    Unwanted() {
        super("nobody wants the answer", null, false, false);
    }
}
