package io.waybill.activities.webhook;

/** An account has as many endpoints as it may. */
public final class TooManyEndpoints extends RuntimeException {

    private static final long serialVersionUID = 1;

    TooManyEndpoints(int most) {
        super("the account has %d endpoints, which is as many as it may".formatted(most));
    }
}
