package io.waybill.gpu.port;

import static java.util.Objects.requireNonNull;

/** A call that gets an error: {@code {"code", "message"}}. */
final class PortError extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;

    PortError(int status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = requireNonNull(code, "code");
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }
}
