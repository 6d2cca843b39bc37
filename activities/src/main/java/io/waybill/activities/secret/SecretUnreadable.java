package io.waybill.activities.secret;

/** A sealed secret was changed, belongs to another place, or was sealed under a key that is not there. */
public final class SecretUnreadable extends RuntimeException {

    SecretUnreadable(SecretPlace place, Throwable cause) {
        super(
                "the secret " + place.field() + " of " + place.row()
                        + " cannot be opened with the keys of waybill.secret",
                cause);
    }
}
