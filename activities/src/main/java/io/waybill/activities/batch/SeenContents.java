package io.waybill.activities.batch;

import java.util.Arrays;
import java.util.UUID;

/** Which contents a batch has, and the first item with each. Memory: at most 40 bytes an item. */
final class SeenContents {

    private static final int SIZE_MIN = 1 << 10;
    private static final int EMPTY = -1;

    private long[] high = new long[SIZE_MIN];
    private long[] low = new long[SIZE_MIN];
    private int[] indexes = filled(SIZE_MIN);
    private int size;

    /** {@return the first item with this content, or {@code index} where this one is it} */
    int first(UUID content, int index) {
        if (2 * (size + 1) > indexes.length) {
            grow();
        }
        int at = place(content.getMostSignificantBits(), content.getLeastSignificantBits());
        if (indexes[at] != EMPTY) {
            return indexes[at];
        }
        put(at, content.getMostSignificantBits(), content.getLeastSignificantBits(), index);
        size++;
        return index;
    }

    private int place(long first, long second) {
        int mask = indexes.length - 1;
        int at = (int) second & mask;
        while (indexes[at] != EMPTY && (high[at] != first || low[at] != second)) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private void put(int at, long first, long second, int index) {
        high[at] = first;
        low[at] = second;
        indexes[at] = index;
    }

    private void grow() {
        long[] firsts = high;
        long[] seconds = low;
        int[] values = indexes;
        high = new long[2 * firsts.length];
        low = new long[high.length];
        indexes = filled(high.length);
        for (int i = 0; i < values.length; i++) {
            if (values[i] != EMPTY) {
                put(place(firsts[i], seconds[i]), firsts[i], seconds[i], values[i]);
            }
        }
    }

    private static int[] filled(int length) {
        var indexes = new int[length];
        Arrays.fill(indexes, EMPTY);
        return indexes;
    }
}
