package io.waybill.activities.http;

/** A URL that is never called. The message says what is wrong with it and what is allowed. */
public final class UrlRefused extends RuntimeException {

    private static final long serialVersionUID = 1;

    UrlRefused(String message) {
        super(message);
    }
}
