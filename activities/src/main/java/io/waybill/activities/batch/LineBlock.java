package io.waybill.activities.batch;

import io.waybill.storage.line.Line;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Consecutive lines with a copy of their bytes. The buffer is used again for the next block. */
final class LineBlock {

    /** What one statement inserts: large enough that a line costs microseconds. */
    static final int LINES_MAX = 10_000;

    /** Bounds the memory of a block of long lines; one line more may go over it. */
    static final int BYTES_MAX = 8 << 20;

    private byte[] buffer = new byte[64 << 10];
    private int used;
    private final List<RawLine> lines = new ArrayList<>();

    byte[] buffer() {
        return buffer;
    }

    int size() {
        return lines.size();
    }

    boolean isFull() {
        return lines.size() == LINES_MAX || used >= BYTES_MAX;
    }

    RawLine line(int position) {
        return lines.get(position);
    }

    void clear() {
        used = 0;
        lines.clear();
    }

    void add(Line line) {
        int length = line.to() - line.from();
        if (buffer.length - used < length) {
            buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, used + length));
        }
        System.arraycopy(line.buffer(), line.from(), buffer, used, length);
        lines.add(new RawLine(index(line.number()), line.offset(), line.length(), used, used + length, line.tooLong()));
        used += length;
    }

    void addBlank(long number, long offset, long length) {
        lines.add(new RawLine(index(number), offset, length, used, used, false));
    }

    private static int index(long number) {
        return Math.toIntExact(number - 1);
    }
}
