package io.waybill.receipts.log;

/** Where the hashes of whole subtrees are read from. */
@FunctionalInterface
public interface NodeReader {

    /**
     * Returns the hash of the whole subtree over the leaves {@code [index * 2^level, (index + 1) * 2^level)}.
     *
     * @param level 0 for leaves, at most 62
     * @param index from the left, from 0
     */
    Hash node(int level, long index);
}
