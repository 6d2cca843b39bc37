package io.waybill.storage.hash;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 as lower-case hex, the only form in which hashes travel. Not thread-safe. */
public final class Sha256 {

    /** Length of a digest in bytes; its hex form has twice as many characters. */
    public static final int BYTES = 32;

    private final MessageDigest digest;

    /** Begins with no bytes. */
    public Sha256() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** {@return the hash of {@code bytes}} */
    public static String hex(byte[] bytes) {
        return hex(bytes, 0, bytes.length);
    }

    /** {@return the hash of {@code length} bytes from {@code offset}} */
    public static String hex(byte[] bytes, int offset, int length) {
        var sha256 = new Sha256();
        sha256.update(bytes, offset, length);
        return sha256.hex();
    }

    /** Adds {@code length} bytes from {@code offset}. */
    public void update(byte[] bytes, int offset, int length) {
        digest.update(bytes, offset, length);
    }

    /** {@return the digest of what was added; begins anew} */
    public byte[] digest() {
        return digest.digest();
    }

    /** {@return the hash of what was added; begins anew} */
    public String hex() {
        return HexFormat.of().formatHex(digest());
    }
}
