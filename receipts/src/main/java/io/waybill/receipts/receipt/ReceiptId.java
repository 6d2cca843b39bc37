package io.waybill.receipts.receipt;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/** Names of receipts: 128 bits that nobody can guess, written as a UUID is (8-4-4-4-12 hexadecimal digits). */
public final class ReceiptId {

    private static final int BYTES = 16;

    /** The first byte that is hashed for a derived id; no commitment and no salt begins with it. */
    private static final byte DERIVED = 0x30;

    private ReceiptId() {}

    /**
     * {@return 16 bytes as a receipt's id}
     *
     * @param random 16 bytes of a source that nobody can guess
     */
    public static String of(byte[] random) {
        if (random.length != BYTES) {
            throw new IllegalArgumentException("a receipt's id has 16 bytes, not " + random.length);
        }
        String hex = HexFormat.of().formatHex(random);
        return hex.substring(0, 8) + "-" + hex.substring(8, 12) + "-" + hex.substring(12, 16) + "-"
                + hex.substring(16, 20) + "-" + hex.substring(20);
    }

    /**
     * {@return the id of an item's receipt, which nobody can guess without the seed}
     *
     * @param seed 32 random bytes of the batch, kept as long as its receipts are made from rows; not the seed of its
     *     salts, which must be able to forget
     * @param index the item's place in the batch
     */
    public static String derived(byte[] seed, long index) {
        return derived(Sha256.digest(), seed, index);
    }

    /** {@return the same, with a digest that is used again and again by one thread} */
    public static String derived(MessageDigest sha256, byte[] seed, long index) {
        if (seed.length != Commitment.BYTES) {
            throw new IllegalArgumentException("a seed has 32 bytes, not " + seed.length);
        }
        sha256.update(DERIVED);
        sha256.update(seed);
        sha256.update(ByteBuffer.allocate(Long.BYTES).putLong(0, index));
        return of(Arrays.copyOf(sha256.digest(), BYTES));
    }

    /**
     * {@return the id as it was given}
     *
     * @throws IllegalArgumentException if it is not one
     */
    public static String check(String id) {
        requireNonNull(id, "receipt_id");
        boolean right = id.length() == 36;
        for (int at = 0; at < id.length() && right; at++) {
            boolean dash = at == 8 || at == 13 || at == 18 || at == 23;
            right = dash ? id.charAt(at) == '-' : Fields.isHex(id.charAt(at));
        }
        if (!right) {
            throw new IllegalArgumentException("receipt_id: 8-4-4-4-12 lower-case hexadecimal digits are expected");
        }
        return id;
    }
}
