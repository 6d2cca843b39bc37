package io.waybill.receipts.receipt;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The salts of a whole batch from one 32-byte seed, of which a single item's can be forgotten for good.
 *
 * <p>A binary tree of seeds (Goldreich, Goldwasser and Micali 1986): a node's children are SHA-256(0x10 ‖ node) and
 * SHA-256(0x11 ‖ node), a leaf's salts SHA-256(0x20 + domain ‖ leaf). To forget a leaf, the node above it is replaced
 * by the siblings on the path ("punctured"): what is left yields every other leaf and says nothing about that one.
 * Depth is {@value #DEPTH}, so that each item forgotten adds at most that many nodes of 40 bytes.
 *
 * <p>Immutable. What is kept must be overwritten by what {@link #without} answers, and its copies with it: backups
 * forget when they expire.
 */
public final class SaltTree {

    /** Depth of the leaves: there are 2^32 of them, more than a batch can have. */
    public static final int DEPTH = 32;

    /** One past the last index. */
    public static final long LEAVES = 1L << DEPTH;

    private static final int NODE_BYTES = 8 + Commitment.BYTES;
    private static final byte LEFT = 0x10;
    private static final byte RIGHT = 0x11;
    private static final int SALT = 0x20;

    private final List<Node> nodes;

    private SaltTree(List<Node> nodes) {
        this.nodes = List.copyOf(nodes);
    }

    /** {@return the tree of a new batch, given 32 random bytes} */
    public static SaltTree of(byte[] seed) {
        return new SaltTree(List.of(new Node(0, 0, checkSeed(seed))));
    }

    /** {@return the tree that {@link #toBytes} wrote} */
    public static SaltTree read(byte[] bytes) {
        if (bytes.length % NODE_BYTES != 0) {
            throw new IllegalArgumentException(
                    "%d bytes are no list of nodes of %d bytes".formatted(bytes.length, NODE_BYTES));
        }
        List<Node> nodes = new ArrayList<>();
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        long next = 0;
        while (buffer.hasRemaining()) {
            long packed = buffer.getLong();
            int depth = (int) (packed >>> 56);
            long start = packed & 0xff_ffff_ffff_ffffL;
            byte[] seed = new byte[Commitment.BYTES];
            buffer.get(seed);
            if (depth > DEPTH || start < next || start % width(depth) != 0 || start + width(depth) > LEAVES) {
                throw new IllegalArgumentException("node %d is not in its place".formatted(nodes.size()));
            }
            nodes.add(new Node(depth, start, seed));
            next = start + width(depth);
        }
        return new SaltTree(nodes);
    }

    /**
     * {@return the nodes as bytes: of each its depth (1 byte), first leaf (7 bytes, big-endian) and seed (32 bytes)}
     */
    public byte[] toBytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(nodes.size() * NODE_BYTES);
        for (Node node : nodes) {
            out.writeBytes(ByteBuffer.allocate(NODE_BYTES)
                    .putLong((long) node.depth << 56 | node.start)
                    .put(node.seed)
                    .array());
        }
        return out.toByteArray();
    }

    /**
     * {@return the 32-byte salt of an item's content of a kind, or nothing if the item was forgotten}
     *
     * @param index the item's place, from 0 to 2^32-1
     */
    public Optional<byte[]> salt(long index, Commitment.Kind kind) {
        return new Walk(this).salt(index, kind);
    }

    /** {@return a walk for many items by one thread; going in order costs two hashes an item and one a salt} */
    public Walk walk() {
        return new Walk(this);
    }

    /** {@return the tree that has forgotten an item; itself if it had already} */
    public SaltTree without(long index) {
        Node covering = covering(index);
        if (covering == null) {
            return this;
        }
        MessageDigest sha256 = Sha256.digest();
        List<Node> left = new ArrayList<>();
        for (Node node : nodes) {
            if (node != covering) {
                left.add(node);
            }
        }
        byte[] seed = covering.seed;
        long start = covering.start;
        for (int depth = covering.depth + 1; depth <= DEPTH; depth++) {
            long middle = start + width(depth);
            boolean goesRight = index >= middle;
            left.add(new Node(depth, goesRight ? start : middle, hash(sha256, goesRight ? LEFT : RIGHT, seed)));
            seed = hash(sha256, goesRight ? RIGHT : LEFT, seed);
            start = goesRight ? middle : start;
        }
        left.sort((one, other) -> Long.compare(one.start, other.start));
        return new SaltTree(left);
    }

    private @Nullable Node covering(long index) {
        if (index < 0 || index >= LEAVES) {
            throw new IllegalArgumentException("index: %d, 0 to 2^32-1 are allowed".formatted(index));
        }
        int low = 0;
        int high = nodes.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            Node node = nodes.get(middle);
            if (index < node.start) {
                high = middle - 1;
            } else if (index >= node.start + width(node.depth)) {
                low = middle + 1;
            } else {
                return node;
            }
        }
        return null;
    }

    private static long width(int depth) {
        return 1L << (DEPTH - depth);
    }

    private static byte[] hash(MessageDigest sha256, byte domain, byte[] seed) {
        sha256.update(domain);
        return sha256.digest(seed);
    }

    private static byte[] checkSeed(byte[] seed) {
        if (requireNonNull(seed, "seed").length != Commitment.BYTES) {
            throw new IllegalArgumentException("a seed has 32 bytes, not " + seed.length);
        }
        return seed.clone();
    }

    /** A subtree that is still known. */
    private static final class Node {
        private final int depth;
        private final long start;
        private final byte[] seed;

        private Node(int depth, long start, byte[] seed) {
            this.depth = depth;
            this.start = start;
            this.seed = seed;
        }
    }

    /** Remembers the path to the last leaf. Not thread-safe. */
    public static final class Walk {

        private final SaltTree tree;
        private final MessageDigest sha256 = Sha256.digest();
        private final byte[][] path = new byte[DEPTH + 1][Commitment.BYTES]; // written over from item to item
        private final byte[] message = new byte[1 + Commitment.BYTES];
        private @Nullable Node covering;
        private long last = -1;

        private Walk(SaltTree tree) {
            this.tree = tree;
        }

        /** {@return the salt of an item's content of a kind, or nothing if the item was forgotten} */
        public Optional<byte[]> salt(long index, Commitment.Kind kind) {
            var salt = new byte[Commitment.BYTES];
            return salt(index, kind, salt, 0) ? Optional.of(salt) : Optional.empty();
        }

        /** Writes the salt to a place of an array, and returns true; false if the item was forgotten. */
        boolean salt(long index, Commitment.Kind kind, byte[] target, int offset) {
            if (index != last || covering == null) {
                go(index);
            }
            if (covering == null) {
                return false;
            }
            hash((byte) (SALT + kind.domain()), path[DEPTH], target, offset);
            return true;
        }

        private void hash(byte domain, byte[] seed, byte[] target, int offset) {
            message[0] = domain;
            System.arraycopy(seed, 0, message, 1, Commitment.BYTES);
            sha256.update(message, 0, message.length);
            Sha256.finish(sha256, target, offset);
        }

        private void go(long index) {
            Node next = tree.covering(index);
            int same = 0;
            if (next != null) {
                if (next == covering) {
                    // Bits of the index from the top that both leaves share are nodes that both paths share.
                    same = Math.max(next.depth, DEPTH - (Long.SIZE - Long.numberOfLeadingZeros(index ^ last)));
                } else {
                    System.arraycopy(next.seed, 0, path[next.depth], 0, Commitment.BYTES);
                    same = next.depth;
                }
                for (int depth = same + 1; depth <= DEPTH; depth++) {
                    boolean right = (index >>> (DEPTH - depth) & 1) == 1;
                    hash(right ? RIGHT : LEFT, path[depth - 1], path[depth], 0);
                }
            }
            covering = next;
            last = index;
        }
    }
}
