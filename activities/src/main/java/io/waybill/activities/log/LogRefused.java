package io.waybill.activities.log;

/** What lies in the log's tables is not what was signed or witnessed: nothing is signed until a person has looked. */
public final class LogRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LogRefused(String message) {
        super(message);
    }
}
