package io.waybill.activities.oauth;

/** The account has as many clients as it may. */
public final class TooManyClients extends RuntimeException {

    private static final long serialVersionUID = 1;

    TooManyClients() {
        super("the account has " + OAuthClients.PER_ACCOUNT_MAX + " OAuth clients, which is the most; delete some");
    }
}
