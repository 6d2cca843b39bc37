package io.waybill.activities.key;

/** The key is the last with which its account operates the platform. */
public final class LastAdminKey extends RuntimeException {

    private static final long serialVersionUID = 1;

    LastAdminKey(String keyId) {
        super("key " + keyId + " is the account's last with the scope admin; create another first");
    }
}
