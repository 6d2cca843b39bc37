package io.waybill.receipts.log;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;

/**
 * An append-only tree of RFC 6962 that keeps no more than the roots of the whole subtrees at its right edge: at most 63
 * hashes, whatever its size. Not safe for several threads at once.
 */
public final class GrowingTree {

    private final TreeHasher hasher = new TreeHasher();
    private final List<Hash> edge; // of falling level: one for each bit set in size, the highest first
    private long size;

    /** Makes the tree without leaves. */
    public GrowingTree() {
        this(0, List.of());
    }

    /**
     * Goes on from a size and the roots of its whole subtrees, from left to right, as {@link #edge} told them.
     *
     * @param edge one hash for each bit that is set in the size
     */
    public GrowingTree(long size, List<Hash> edge) {
        if (size < 0 || Long.bitCount(size) != edge.size()) {
            throw new IllegalArgumentException("a tree of " + size + " leaves has " + Long.bitCount(size)
                    + " whole subtrees at its edge: " + edge.size() + " came");
        }
        this.size = size;
        this.edge = new ArrayList<>(edge);
    }

    /** Reads the edge of a tree of this size: at most 63 nodes. */
    public static GrowingTree resume(long size, NodeReader nodes) {
        return new GrowingTree(size, edgeOf(size, nodes));
    }

    /** {@return how many leaves there are} */
    public long size() {
        return size;
    }

    /** {@return the roots of the whole subtrees, from left to right: what {@link #GrowingTree(long, List)} takes} */
    public List<Hash> edge() {
        return List.copyOf(edge);
    }

    /** Appends a leaf by its data, and returns the hash of the leaf. */
    public Hash append(byte[] data, int offset, int length) {
        var leaf = hasher.leaf(data, offset, length);
        append(leaf, (_, _, _) -> {});
        return leaf;
    }

    /** Appends the hash of a leaf. */
    public void append(Hash leaf) {
        append(leaf, (_, _, _) -> {});
    }

    /** Appends the hash of a leaf, and tells of it and of each node that became whole. */
    public void append(Hash leaf, NodeSink sink) {
        var hash = requireNonNull(leaf, "leaf");
        long index = size;
        int level = 0;
        sink.node(level, index, hash);
        while ((index & 1) == 1) {
            hash = hasher.node(edge.removeLast(), hash);
            index >>= 1;
            level++;
            sink.node(level, index, hash);
        }
        edge.add(hash);
        size++;
    }

    /** {@return the root over all leaves so far} */
    public Hash root() {
        return rootOf(edge, hasher);
    }

    static List<Hash> edgeOf(long size, NodeReader nodes) {
        var edge = new ArrayList<Hash>();
        long start = 0;
        for (int level = 62; level >= 0; level--) {
            if (((size >> level) & 1) == 1) {
                edge.add(nodes.node(level, start >> level));
                start += 1L << level;
            }
        }
        return edge;
    }

    static Hash rootOf(List<Hash> edge, TreeHasher hasher) {
        if (edge.isEmpty()) {
            return hasher.emptyRoot();
        }
        var root = edge.getLast();
        for (int i = edge.size() - 2; i >= 0; i--) {
            root = hasher.node(edge.get(i), root);
        }
        return root;
    }
}
