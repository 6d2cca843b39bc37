package io.waybill.receipts.log;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hashes of RFC 6962 section 2.1. Not safe for several threads at once: each makes its own. */
public final class TreeHasher {

    private static final byte LEAF = 0;
    private static final byte NODE = 1;

    private final MessageDigest digest = sha256();
    private final byte[] children = new byte[1 + 2 * Hash.BYTES]; // written over from node to node

    /** Makes one with a digest of its own. */
    public TreeHasher() {
        children[0] = NODE;
    }

    /** {@return the hash of the tree without leaves, SHA-256 of nothing} */
    public Hash emptyRoot() {
        return finish();
    }

    /** Returns the hash of a leaf: SHA-256 of a zero byte and its data. */
    public Hash leaf(byte[] data) {
        return leaf(data, 0, data.length);
    }

    /** Returns the hash of the leaf whose data is a part of an array. */
    public Hash leaf(byte[] data, int offset, int length) {
        var bytes = new byte[Hash.BYTES];
        leaf(data, offset, length, bytes, 0);
        return Hash.owning(bytes);
    }

    /** Writes the 32 bytes of the leaf's hash to a place of an array. */
    public void leaf(byte[] data, int offset, int length, byte[] target, int targetOffset) {
        digest.update(LEAF);
        digest.update(data, offset, length);
        finish(target, targetOffset);
    }

    /** Returns the hash of an inner node: SHA-256 of a one byte and the hashes of its two children. */
    public Hash node(Hash left, Hash right) {
        left.copyTo(children, 1);
        right.copyTo(children, 1 + Hash.BYTES);
        digest.update(children, 0, children.length);
        return finish();
    }

    private Hash finish() {
        var bytes = new byte[Hash.BYTES];
        finish(bytes, 0);
        return Hash.owning(bytes);
    }

    private void finish(byte[] target, int offset) {
        try {
            digest.digest(target, offset, Hash.BYTES);
        } catch (DigestException e) {
            throw new IllegalStateException("SHA-256 did not fit 32 bytes", e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
