package io.waybill.gpu.inference;

import org.jspecify.annotations.Nullable;

/** The bytes of a chunk are gone, or are not what was planned. */
final class InputLost extends RuntimeException {

    private static final long serialVersionUID = 1;

    /**
     * Says what was found and what was planned.
     *
     * @param cause null where there is none
     */
    InputLost(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
