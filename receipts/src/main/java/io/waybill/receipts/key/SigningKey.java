package io.waybill.receipts.key;

import static java.util.Objects.requireNonNull;

import java.security.SecureRandom;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** A private Ed25519 key (RFC 8032). Signatures are deterministic: the same bytes have the same one at any time. */
public final class SigningKey {

    /** Length of the seed that the key is made from, in bytes. */
    public static final int SEED_BYTES = Ed25519.SECRET_KEY_SIZE;

    private final byte[] seed;
    private final VerifyKey verifyKey;

    private SigningKey(byte[] seed) {
        this.seed = seed;
        byte[] publicKey = new byte[Ed25519.PUBLIC_KEY_SIZE];
        Ed25519.generatePublicKey(seed, 0, publicKey, 0);
        this.verifyKey = VerifyKey.of(publicKey);
    }

    /** {@return a new key} */
    public static SigningKey generate(SecureRandom random) {
        byte[] seed = new byte[SEED_BYTES];
        random.nextBytes(seed);
        return new SigningKey(seed);
    }

    /** {@return the key of a 32-byte seed} */
    public static SigningKey of(byte[] seed) {
        if (requireNonNull(seed, "seed").length != SEED_BYTES) {
            throw new IllegalArgumentException("a seed has 32 bytes, not " + seed.length);
        }
        return new SigningKey(seed.clone());
    }

    /** {@return the seed: the secret itself, for whoever stores it encrypted} */
    public byte[] seed() {
        return seed.clone();
    }

    /** {@return what others check signatures with} */
    public VerifyKey verifyKey() {
        return verifyKey;
    }

    /** {@return the 64-byte signature of a message} */
    public byte[] sign(byte[] message) {
        byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
        Ed25519.sign(seed, 0, message, 0, message.length, signature, 0);
        return signature;
    }

    /** {@return the public part} */
    @Override
    public String toString() {
        return "SigningKey[" + verifyKey.kid() + "]";
    }
}
