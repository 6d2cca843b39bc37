package io.waybill.gpu.worker;

/** A setting is missing or has a value that is not allowed; the message names it and its environment variable. */
public final class SettingRejected extends RuntimeException {

    private static final long serialVersionUID = 1;

    SettingRejected(String message) {
        super(message);
    }
}
