package io.waybill.gpu.llama;

import org.jspecify.annotations.Nullable;

/** A model cannot be loaded by llama.cpp, or its child process cannot be started. */
public final class LlamaFailed extends RuntimeException {

    private static final long serialVersionUID = 1;

    /**
     * Says why.
     *
     * @param cause null where there is none
     */
    LlamaFailed(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
