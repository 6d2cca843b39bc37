package io.waybill.activities.oauth;

import static java.util.Objects.requireNonNull;

import java.security.PrivateKey;
import java.security.interfaces.RSAPublicKey;

/** A key that signs tokens, RSA with 2048 bits. {@link #toString} hides it. */
public record SigningKey(String id, RSAPublicKey publicKey, PrivateKey privateKey) {

    /** Checks that what must be there is. */
    public SigningKey {
        requireNonNull(id, "id");
        requireNonNull(publicKey, "publicKey");
        requireNonNull(privateKey, "privateKey");
    }

    @Override
    public String toString() {
        return "SigningKey[id=" + id + "]";
    }
}
