package io.waybill.receipts.log;

import java.util.ArrayList;
import java.util.List;

/**
 * Makes and checks the proofs of RFC 6962 sections 2.1.1 and 2.1.2; checks follow RFC 9162 section 2.1.3.2 and 2.1.4.2.
 */
public final class Proofs {

    /** What a proof of any tree of 2^63 leaves fits in. */
    public static final int HASHES_MAX = 63;

    private Proofs() {}

    /** Returns the root of the first {@code size} leaves: reads at most 63 nodes. */
    public static Hash root(long size, NodeReader nodes) {
        return GrowingTree.rootOf(GrowingTree.edgeOf(size, nodes), new TreeHasher());
    }

    /**
     * Returns the proof that the leaf at an index stands in the tree of the first {@code size} leaves, from its sibling
     * up to the root's child. Reads at most a few nodes a level.
     */
    public static List<Hash> inclusion(long index, long size, NodeReader nodes) {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException("leaf " + index + " of a tree of " + size);
        }
        var path = new ArrayList<Hash>();
        path(index, 0, size, path, nodes, new TreeHasher());
        return List.copyOf(path);
    }

    /**
     * Returns the proof that the first {@code from} leaves of the tree of {@code to} leaves are unchanged; empty for 0
     * and for equal sizes.
     */
    public static List<Hash> consistency(long from, long to, NodeReader nodes) {
        if (from < 0 || from > to) {
            throw new IllegalArgumentException("from " + from + " leaves to " + to);
        }
        var path = new ArrayList<Hash>();
        if (from > 0 && from < to) {
            subproof(from, 0, to, true, path, nodes, new TreeHasher());
        }
        return List.copyOf(path);
    }

    /** Returns whether the proof leads from the leaf's hash at this index to the root. Never throws for bad values. */
    public static boolean verifyInclusion(Hash leaf, long index, long size, List<Hash> proof, Hash root) {
        if (index < 0 || index >= size || proof.size() > HASHES_MAX) {
            return false;
        }
        var hasher = new TreeHasher();
        long fn = index;
        long sn = size - 1;
        var hash = leaf;
        for (var sibling : proof) {
            if (sn == 0) {
                return false;
            }
            if ((fn & 1) == 1 || fn == sn) {
                hash = hasher.node(sibling, hash);
                while ((fn & 1) == 0 && fn != 0) {
                    fn >>= 1;
                    sn >>= 1;
                }
            } else {
                hash = hasher.node(hash, sibling);
            }
            fn >>= 1;
            sn >>= 1;
        }
        return sn == 0 && hash.equals(root);
    }

    /**
     * Returns whether the tree of {@code to} leaves goes on from that of {@code from} leaves. Never throws for bad
     * values.
     */
    public static boolean verifyConsistency(long from, Hash fromRoot, long to, Hash toRoot, List<Hash> proof) {
        if (from < 0 || from > to || proof.size() > HASHES_MAX) {
            return false;
        }
        if (from == to) {
            return proof.isEmpty() && fromRoot.equals(toRoot);
        }
        var hasher = new TreeHasher();
        if (from == 0) {
            return proof.isEmpty() && fromRoot.equals(hasher.emptyRoot());
        }
        var rest = new ArrayList<Hash>();
        if (Long.bitCount(from) == 1) {
            rest.add(fromRoot);
        }
        rest.addAll(proof);
        if (rest.isEmpty()) {
            return false;
        }
        int whole = Long.numberOfTrailingZeros(from);
        long fn = (from - 1) >> whole;
        long sn = (to - 1) >> whole;
        var old = rest.getFirst();
        var now = rest.getFirst();
        for (var hash : rest.subList(1, rest.size())) {
            if (sn == 0) {
                return false;
            }
            if ((fn & 1) == 1 || fn == sn) {
                old = hasher.node(hash, old);
                now = hasher.node(hash, now);
                while ((fn & 1) == 0 && fn != 0) {
                    fn >>= 1;
                    sn >>= 1;
                }
            } else {
                now = hasher.node(now, hash);
            }
            fn >>= 1;
            sn >>= 1;
        }
        return sn == 0 && old.equals(fromRoot) && now.equals(toRoot);
    }

    private static void path(long index, long start, long end, List<Hash> path, NodeReader nodes, TreeHasher hasher) {
        if (end - start == 1) {
            return;
        }
        long middle = start + split(end - start);
        if (index < middle) {
            path(index, start, middle, path, nodes, hasher);
            path.add(subtree(middle, end, nodes, hasher));
        } else {
            path(index, middle, end, path, nodes, hasher);
            path.add(subtree(start, middle, nodes, hasher));
        }
    }

    private static void subproof(
            long from, long start, long end, boolean known, List<Hash> path, NodeReader nodes, TreeHasher hasher) {
        if (from == end) {
            if (!known) {
                path.add(subtree(start, end, nodes, hasher));
            }
            return;
        }
        long middle = start + split(end - start);
        if (from <= middle) {
            subproof(from, start, middle, known, path, nodes, hasher);
            path.add(subtree(middle, end, nodes, hasher));
        } else {
            subproof(from, middle, end, false, path, nodes, hasher);
            path.add(subtree(start, middle, nodes, hasher));
        }
    }

    /** The root over a range that starts at a multiple of the power of two its length fits in. */
    private static Hash subtree(long start, long end, NodeReader nodes, TreeHasher hasher) {
        long length = end - start;
        if (Long.bitCount(length) == 1) {
            int level = Long.numberOfTrailingZeros(length);
            return nodes.node(level, start >> level);
        }
        long middle = start + split(length);
        return hasher.node(subtree(start, middle, nodes, hasher), subtree(middle, end, nodes, hasher));
    }

    /** The largest power of two below a length of at least 2. */
    private static long split(long length) {
        return Long.highestOneBit(length - 1);
    }
}
