package io.waybill.receipts.log;

import java.util.ArrayList;
import java.util.List;

/** RFC 6962 section 2.1 as it is written there, by recursion over lists: what the real thing is compared with. */
final class NaiveTree {

    private NaiveTree() {}

    private static final TreeHasher HASHER = new TreeHasher();

    static Hash root(List<Hash> leaves) {
        if (leaves.isEmpty()) {
            return HASHER.emptyRoot();
        }
        if (leaves.size() == 1) {
            return leaves.getFirst();
        }
        int k = split(leaves.size());
        return HASHER.node(root(leaves.subList(0, k)), root(leaves.subList(k, leaves.size())));
    }

    static List<Hash> inclusion(int m, List<Hash> leaves) {
        var path = new ArrayList<Hash>();
        if (leaves.size() > 1) {
            int k = split(leaves.size());
            var left = leaves.subList(0, k);
            var right = leaves.subList(k, leaves.size());
            path.addAll(m < k ? inclusion(m, left) : inclusion(m - k, right));
            path.add(root(m < k ? right : left));
        }
        return path;
    }

    static List<Hash> consistency(int m, List<Hash> leaves) {
        return m == 0 || m == leaves.size() ? List.of() : subproof(m, leaves, true);
    }

    private static List<Hash> subproof(int m, List<Hash> leaves, boolean known) {
        if (m == leaves.size()) {
            return known ? List.of() : List.of(root(leaves));
        }
        int k = split(leaves.size());
        var left = leaves.subList(0, k);
        var right = leaves.subList(k, leaves.size());
        var path = new ArrayList<>(m <= k ? subproof(m, left, known) : subproof(m - k, right, false));
        path.add(root(m <= k ? right : left));
        return path;
    }

    private static int split(int n) {
        int k = 1;
        while (k * 2 < n) {
            k *= 2;
        }
        return k;
    }
}
