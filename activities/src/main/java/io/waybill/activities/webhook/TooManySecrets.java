package io.waybill.activities.webhook;

/** An owner has as many secrets as may sign at a time. */
public final class TooManySecrets extends RuntimeException {

    private static final long serialVersionUID = 1;

    TooManySecrets(int most) {
        super("the last secrets are in their grace; at most %d sign at a time".formatted(most));
    }
}
