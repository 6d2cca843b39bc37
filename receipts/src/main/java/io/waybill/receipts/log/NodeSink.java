package io.waybill.receipts.log;

/** Hears of each whole subtree when its last leaf comes in: leaves first, then the nodes above that become whole. */
@FunctionalInterface
public interface NodeSink {

    /**
     * Takes the hash of the whole subtree over the leaves {@code [index * 2^level, (index + 1) * 2^level)}.
     *
     * @param level 0 for leaves
     */
    void node(int level, long index, Hash hash);
}
