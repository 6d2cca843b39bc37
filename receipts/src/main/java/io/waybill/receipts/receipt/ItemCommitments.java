package io.waybill.receipts.receipt;

import java.security.MessageDigest;

/** Commitments to the contents of many items, with salts that are made on the way. Not thread-safe. */
public final class ItemCommitments {

    private static final byte[] NONE = {};

    private final SaltTree.Walk salts;
    private final MessageDigest sha256 = Sha256.digest();
    private final byte[] message = new byte[1 + 2 * Commitment.BYTES];

    /** Makes those of a batch. */
    public ItemCommitments(SaltTree salts) {
        this.salts = salts.walk();
    }

    /**
     * {@return 32 bytes; none where the item was forgotten} The same as {@link Commitment#of}.
     *
     * @param index the item's place, from 0 to 2^32-1
     * @param contentSha256 the 32 bytes of the content's SHA-256
     */
    public byte[] of(long index, Commitment.Kind kind, byte[] contentSha256) {
        if (contentSha256.length != Commitment.BYTES) {
            throw new IllegalArgumentException("a SHA-256 has 32 bytes, not %d".formatted(contentSha256.length));
        }
        if (!salts.salt(index, kind, message, 1)) {
            return NONE;
        }
        message[0] = kind.domain();
        System.arraycopy(contentSha256, 0, message, 1 + Commitment.BYTES, Commitment.BYTES);
        sha256.update(message, 0, message.length);
        var commitment = new byte[Commitment.BYTES];
        Sha256.finish(sha256, commitment, 0);
        return commitment;
    }
}
