package io.waybill.receipts.log;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** A SHA-256 hash: 32 bytes, never changed. */
public final class Hash {

    /** Length in bytes. */
    public static final int BYTES = 32;

    private final byte[] bytes;

    private Hash(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Returns the hash of a copy of these 32 bytes. Other lengths are an {@link IllegalArgumentException}. */
    public static Hash of(byte[] bytes) {
        if (requireNonNull(bytes, "bytes").length != BYTES) {
            throw new IllegalArgumentException("a hash of " + bytes.length + " bytes: " + BYTES + " are expected");
        }
        return new Hash(bytes.clone());
    }

    /** Returns the hash whose bytes stand at an offset of an array. */
    public static Hash at(byte[] source, int offset) {
        return new Hash(Arrays.copyOfRange(source, offset, offset + BYTES));
    }

    /** Returns the hash written in standard base64 with padding; anything else is a {@link LogDataMalformed}. */
    public static Hash ofBase64(String text) {
        var bytes = Base64Text.decode(text, "a hash");
        if (bytes.length != BYTES) {
            throw new LogDataMalformed("a hash of " + bytes.length + " bytes: " + BYTES + " are expected");
        }
        return new Hash(bytes);
    }

    /** Takes the array over: the caller must not change it afterwards. */
    static Hash owning(byte[] bytes) {
        return new Hash(bytes);
    }

    /** Not copied: for digests of this package only. */
    byte[] raw() {
        return bytes;
    }

    /** {@return a copy of the bytes} */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Writes the 32 bytes at an offset of an array. */
    public void copyTo(byte[] target, int offset) {
        System.arraycopy(bytes, 0, target, offset, BYTES);
    }

    /** {@return the bytes in standard base64, padded} */
    public String base64() {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Hash hash && Arrays.equals(bytes, hash.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** {@return the bytes in lower-case hexadecimal} */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
