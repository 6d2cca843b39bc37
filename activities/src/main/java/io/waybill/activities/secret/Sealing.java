package io.waybill.activities.secret;

/** Encrypts secrets before they are stored, each bound to its place. Thread-safe. */
public interface Sealing {

    /** {@return {@code secret} encrypted; other bytes each time} */
    byte[] seal(SecretPlace place, byte[] secret);

    /**
     * {@return the secret}
     *
     * @throws SecretUnreadable where a byte was changed, the place is another, or the key is not there
     */
    byte[] open(SecretPlace place, byte[] sealed);
}
