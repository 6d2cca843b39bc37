package io.waybill.receipts.log;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A key that notes are checked with ({@code c2sp.org/signed-note}): its name, what it signs, and its 32 bytes of
 * Ed25519.
 */
public final class NoteKey {

    /** Bytes of an Ed25519 public key. */
    public static final int PUBLIC_BYTES = 32;

    private static final int NAME_MAX = 255; // ours: keeps a note's lines short
    private static final Pattern NAME = Pattern.compile("[^\\p{Z}\\s\\p{Cc}+]+");
    private static final Pattern VKEY = Pattern.compile("([^+]+)\\+([0-9a-f]{8})\\+([A-Za-z0-9+/=]+)");

    private final String name;
    private final Kind kind;
    private final byte[] publicKey;
    private final int id;

    /** What a key signs. */
    public enum Kind {
        /** The text of a note itself. */
        NOTE(1),
        /** A checkpoint and the time it was seen at: {@code cosignature/v1}. */
        COSIGNATURE(4);

        private final int code;

        Kind(int code) {
            this.code = code;
        }
    }

    /**
     * Makes a key.
     *
     * @param publicKey 32 bytes as RFC 8032 writes them; whether they are a point is for the check of signatures
     */
    public NoteKey(String name, Kind kind, byte[] publicKey) {
        this.name = requireName(name);
        this.kind = requireNonNull(kind, "kind");
        if (publicKey.length != PUBLIC_BYTES) {
            throw new LogDataMalformed(
                    "a public key of " + publicKey.length + " bytes: " + PUBLIC_BYTES + " are expected");
        }
        this.publicKey = publicKey.clone();
        this.id = id(name, kind, publicKey);
    }

    /** Returns the key that a {@code NAME+ID+KEY} line tells; {@link LogDataMalformed} says what is wrong with it. */
    public static NoteKey parse(String vkey) {
        var match = VKEY.matcher(vkey);
        if (!match.matches()) {
            throw new LogDataMalformed("a verifier key is NAME+ID+KEY: 8 hexadecimal digits, then base64");
        }
        var material = Base64Text.decode(match.group(3), "the key in a verifier key");
        var kind = Arrays.stream(Kind.values())
                .filter(candidate -> material.length > 0 && candidate.code == material[0])
                .findFirst()
                .orElseThrow(() ->
                        new LogDataMalformed("a verifier key of another kind than Ed25519 (1) or cosignature (4)"));
        var key = new NoteKey(match.group(1), kind, Arrays.copyOfRange(material, 1, material.length));
        if (!key.idHex().equals(match.group(2))) {
            throw new LogDataMalformed(
                    "the id in the verifier key is " + match.group(2) + ", that of its key is " + key.idHex());
        }
        return key;
    }

    /** {@return the key as one line, {@code NAME+ID+KEY}} */
    public String vkey() {
        var material = new byte[1 + PUBLIC_BYTES];
        material[0] = (byte) kind.code;
        System.arraycopy(publicKey, 0, material, 1, PUBLIC_BYTES);
        return name + "+" + idHex() + "+" + Base64Text.encode(material);
    }

    /** {@return who signs} */
    public String name() {
        return name;
    }

    /** {@return what it signs} */
    public Kind kind() {
        return kind;
    }

    /** {@return a copy of the 32 bytes} */
    public byte[] publicKey() {
        return publicKey.clone();
    }

    /** {@return the first four bytes of the hash over name, kind and key, big-endian} */
    public int id() {
        return id;
    }

    private String idHex() {
        return HexFormat.of().toHexDigits(id);
    }

    static String requireName(String name) {
        if (requireNonNull(name, "name").length() > NAME_MAX
                || !NAME.matcher(name).matches()) {
            throw new LogDataMalformed("the name of a key or log has 1 to " + NAME_MAX
                    + " characters, no spaces, control characters or plus signs");
        }
        return name;
    }

    private static int id(String name, Kind kind, byte[] publicKey) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(name.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) '\n');
            digest.update((byte) kind.code);
            var hash = digest.digest(publicKey);
            return java.nio.ByteBuffer.wrap(hash).getInt();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NoteKey key
                && name.equals(key.name)
                && kind == key.kind
                && Arrays.equals(publicKey, key.publicKey);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, kind, id);
    }

    /** {@return the key as one line} */
    @Override
    public String toString() {
        return vkey();
    }
}
