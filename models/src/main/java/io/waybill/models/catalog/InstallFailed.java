package io.waybill.models.catalog;

import org.jspecify.annotations.Nullable;

/** A model's files could not be fetched or are not the ones the manifest pins; nothing was installed. */
public final class InstallFailed extends RuntimeException {

    private static final long serialVersionUID = 1;

    /**
     * Says why.
     *
     * @param cause null where there is none
     */
    InstallFailed(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
