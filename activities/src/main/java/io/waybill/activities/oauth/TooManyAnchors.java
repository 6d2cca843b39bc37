package io.waybill.activities.oauth;

/** The account has as many trust anchors as it may. */
public final class TooManyAnchors extends RuntimeException {

    private static final long serialVersionUID = 1;

    TooManyAnchors() {
        super("the account has " + TrustAnchors.PER_ACCOUNT_MAX + " trust anchors, which is the most; delete some");
    }
}
