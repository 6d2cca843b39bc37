package io.waybill.receipts.receipt;

import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * SHA-256 over a domain byte, a 32-byte salt and the SHA-256 of the content. It binds (nobody finds other content for
 * it) and hides (without the salt nobody can even try guesses); once the salt is deleted, it says nothing any more.
 */
public final class Commitment {

    /** What is committed to; the domain byte keeps an input's commitment from passing for an output's. */
    public enum Kind {
        /** What was asked: the bytes of the request's body, in its line or alone; an assertion's {@code input_text}. */
        INPUT((byte) 1, "input"),
        /** What was answered: the bytes of the result's line, or of the answer's body; {@code output_text}. */
        OUTPUT((byte) 2, "output"),
        /** How it was to be computed: the members of a call's body that hold no input, as docs/audit.md says. */
        PARAMETERS((byte) 3, "parameters");

        private final byte domain;
        private final String wireName;

        Kind(byte domain, String wireName) {
            this.domain = domain;
            this.wireName = wireName;
        }

        /** {@return the first byte that is hashed} */
        public byte domain() {
            return domain;
        }

        /** {@return the name in receipts and packs} */
        public String wireName() {
            return wireName;
        }
    }

    /** Length of salts and hashes, in bytes. */
    public static final int BYTES = 32;

    private static final HexFormat HEX = HexFormat.of();

    private Commitment() {}

    /**
     * {@return the commitment in hexadecimal}
     *
     * @param salt 32 random bytes, used for no other commitment
     * @param contentSha256 the 32 bytes of the content's SHA-256
     */
    public static String of(Kind kind, byte[] salt, byte[] contentSha256) {
        if (salt.length != BYTES || contentSha256.length != BYTES) {
            throw new IllegalArgumentException(
                    "salt and SHA-256 have 32 bytes, not %d and %d".formatted(salt.length, contentSha256.length));
        }
        MessageDigest sha256 = Sha256.digest();
        sha256.update(kind.domain());
        sha256.update(salt);
        return HEX.formatHex(sha256.digest(contentSha256));
    }
}
