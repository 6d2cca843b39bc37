package io.waybill.gpu.model;

import org.jspecify.annotations.Nullable;

/** This worker has no such model, or another version of it. */
public final class ModelNotAvailable extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final boolean otherVersion;

    /**
     * Says what is missing.
     *
     * @param otherVersion whether the model is here, with another digest
     * @param cause null where there is none
     */
    ModelNotAvailable(String message, boolean otherVersion, @Nullable Throwable cause) {
        super(message, cause);
        this.otherVersion = otherVersion;
    }

    /** {@return whether the model is here, with another digest} */
    public boolean otherVersion() {
        return otherVersion;
    }
}
