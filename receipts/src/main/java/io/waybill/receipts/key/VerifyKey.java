package io.waybill.receipts.key;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * A public Ed25519 key, and the one policy by which signatures are checked everywhere: strict. The key's encoding is
 * canonical and the point lies in the subgroup of prime order; S is below the group's order; R's encoding is canonical;
 * the equation is the one without cofactor (RFC 8032, section 5.1.7, "sufficient, but not required"). Verifiers
 * disagree about everything outside of it (Chalkias, Garillot and Nikolaenko, "Taming the many EdDSAs", 2020).
 */
public final class VerifyKey {

    /** Length of a public key, in bytes. */
    public static final int BYTES = Ed25519.PUBLIC_KEY_SIZE;

    /** Length of a signature, in bytes. */
    public static final int SIGNATURE_BYTES = Ed25519.SIGNATURE_SIZE;

    /** Begins every Ed25519 SubjectPublicKeyInfo (RFC 8410). */
    private static final byte[] SPKI = HexFormat.of().parseHex("302a300506032b6570032100");

    private static final BigInteger FIELD = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
    private static final BigInteger ORDER =
            BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

    private final byte[] bytes;

    private VerifyKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * {@return the key of 32 bytes}
     *
     * @throws WeakKey if they are no canonical encoding of a point of the subgroup of prime order
     */
    public static VerifyKey of(byte[] bytes) {
        if (requireNonNull(bytes, "bytes").length != BYTES) {
            throw new WeakKey("an Ed25519 public key has 32 bytes, not " + bytes.length);
        }
        if (!Ed25519.validatePublicKeyFull(bytes, 0)) {
            throw new WeakKey("not the canonical encoding of a point of full order");
        }
        return new VerifyKey(bytes.clone());
    }

    /** {@return whether 32 bytes are a key, and a signature of a message is that key's, by the strict policy} */
    public static boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
        try {
            return of(publicKey).verifies(signature, message);
        } catch (WeakKey e) {
            return false;
        }
    }

    /** {@return whether a signature of a message is this key's, by the strict policy} */
    public boolean verifies(byte[] signature, byte[] message) {
        if (signature.length != SIGNATURE_BYTES || !isCanonical(signature)) {
            return false;
        }
        try {
            // Not BouncyCastle's own check: it accepts an R that has a component of small order.
            Signature verifier = Signature.getInstance("Ed25519");
            byte[] spki = Arrays.copyOf(SPKI, SPKI.length + BYTES);
            System.arraycopy(bytes, 0, spki, SPKI.length, BYTES);
            verifier.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(spki)));
            verifier.update(message);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static boolean isCanonical(byte[] signature) {
        byte[] r = Arrays.copyOf(signature, BYTES);
        boolean negative = (r[BYTES - 1] & 0x80) != 0;
        r[BYTES - 1] &= 0x7f;
        BigInteger y = littleEndian(r);
        // Where x is 0, there is nothing to be negative.
        boolean zero = y.equals(BigInteger.ONE) || y.equals(FIELD.subtract(BigInteger.ONE));
        BigInteger s = littleEndian(Arrays.copyOfRange(signature, BYTES, SIGNATURE_BYTES));
        return y.compareTo(FIELD) < 0 && !(zero && negative) && s.compareTo(ORDER) < 0;
    }

    private static BigInteger littleEndian(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int at = 0; at < bytes.length; at++) {
            reversed[at] = bytes[bytes.length - 1 - at];
        }
        return new BigInteger(1, reversed);
    }

    /** {@return the 32 bytes} */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** {@return the bytes in hexadecimal} */
    public String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    /** {@return the bytes as JWKs hold them (RFC 8037)} */
    public String x() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** {@return the thumbprint: base64url of the SHA-256 of the JWK's required members (RFC 7638, RFC 8037 A.3)} */
    public String kid() {
        String jwk = "{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"" + x() + "\"}";
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(jwk.getBytes(US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VerifyKey key && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "VerifyKey[" + kid() + "]";
    }
}
