package io.waybill.activities.identity;

/** The database does not answer, so nobody can say whether a credential still holds. */
public final class CredentialsUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1;

    CredentialsUnavailable() {
        super("credentials cannot be checked, the database does not answer");
    }
}
