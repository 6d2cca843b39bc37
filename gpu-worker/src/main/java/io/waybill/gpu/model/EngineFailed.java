package io.waybill.gpu.model;

import org.jspecify.annotations.Nullable;

/** A model could not answer. */
public final class EngineFailed extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final boolean worthAnotherTry;

    /**
     * Says why.
     *
     * @param worthAnotherTry false where the same input would fail again
     * @param cause null where there is none
     */
    EngineFailed(String message, boolean worthAnotherTry, @Nullable Throwable cause) {
        super(message, cause);
        this.worthAnotherTry = worthAnotherTry;
    }

    /** {@return whether the same input may succeed later} */
    public boolean worthAnotherTry() {
        return worthAnotherTry;
    }
}
