package io.waybill.storage.object;

import java.io.IOException;

/** The server answered with an error, or did not answer. */
final class S3CallFailed extends IOException {

    static final int NO_ANSWER = 0;
    static final int PRECONDITION_FAILED = 412;
    static final int RANGE_NOT_SATISFIABLE = 416;

    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;

    /**
     * @param status of HTTP, {@link #NO_ANSWER} where there was none
     * @param code of S3, empty where there was none
     */
    S3CallFailed(String message, int status, String code, Throwable cause) {
        super(message, cause);
        this.status = status;
        this.code = code;
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }
}
