package io.waybill.activities.key;

/** The account has as many keys as it may. */
public final class TooManyKeys extends RuntimeException {

    private static final long serialVersionUID = 1;

    TooManyKeys() {
        super("the account has " + ApiKeys.PER_ACCOUNT_MAX + " keys, which is the most; delete some");
    }
}
