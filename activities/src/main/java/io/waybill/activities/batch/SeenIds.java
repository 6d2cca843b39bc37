package io.waybill.activities.batch;

import java.util.Arrays;

/**
 * Which {@code custom_id}s a batch has, by 64 bits of a hash of each (FNV-1a, finished as SplitMix64 does): of a
 * million, two different ones are taken for one in one of forty million batches. Memory: at most 24 bytes an id.
 */
final class SeenIds {

    private static final int SIZE_MIN = 1 << 10;
    private static final long OFFSET = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;
    private static final int EMPTY = -1;

    private long[] hashes = new long[SIZE_MIN];
    private int[] indexes = filled(SIZE_MIN);
    private int size;

    /** {@return the first item that had this id, or {@code index} where this one is it} */
    int first(String customId, int index) {
        if (2 * (size + 1) > indexes.length) {
            grow();
        }
        long hash = hash(customId);
        int at = place(hash);
        if (indexes[at] != EMPTY) {
            return indexes[at];
        }
        hashes[at] = hash;
        indexes[at] = index;
        size++;
        return index;
    }

    private int place(long hash) {
        int mask = indexes.length - 1;
        int at = (int) hash & mask;
        while (indexes[at] != EMPTY && hashes[at] != hash) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private void grow() {
        long[] before = hashes;
        int[] values = indexes;
        hashes = new long[2 * before.length];
        indexes = filled(hashes.length);
        for (int i = 0; i < values.length; i++) {
            if (values[i] != EMPTY) {
                int at = place(before[i]);
                hashes[at] = before[i];
                indexes[at] = values[i];
            }
        }
    }

    private static int[] filled(int length) {
        var indexes = new int[length];
        Arrays.fill(indexes, EMPTY);
        return indexes;
    }

    private static long hash(String text) {
        long hash = OFFSET;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * PRIME;
        }
        hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
        return hash ^ (hash >>> 31);
    }
}
