package io.waybill.activities.batch;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * The lines of all items of a batch that others answered, in input order; made while they are read, on the step's own
 * thread. Remembers how long each was: four bytes a line.
 */
final class ReusedLineStream extends InputStream {

    /** Rows read at once. */
    private static final int PAGE_ROWS = 1_000;

    private final EndedItemMapper items;
    private final ReusedLines lines;
    private final UUID id;
    private final Heartbeat heartbeat;
    private int[] lengths = new int[PAGE_ROWS];
    private int count;
    private long bytes;
    private Iterator<EndedItemRow> page = List.<EndedItemRow>of().iterator();
    private int after = -1;
    private boolean ended;
    private byte[] line = {};
    private int position;

    ReusedLineStream(EndedItemMapper items, ReusedLines lines, UUID id, Heartbeat heartbeat) {
        this.items = items;
        this.lines = lines;
        this.id = id;
        this.heartbeat = heartbeat;
    }

    /** {@return how long each line was, its end included} */
    int[] lengths() {
        return Arrays.copyOf(lengths, count);
    }

    @Override
    public int read() throws IOException {
        return advance() ? Byte.toUnsignedInt(line[position++]) : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        int read = 0;
        while (read < length && advance()) {
            int taken = Math.min(length - read, line.length - position);
            System.arraycopy(line, position, target, offset + read, taken);
            position += taken;
            read += taken;
        }
        return read == 0 && length > 0 ? -1 : read;
    }

    /** {@return whether there is a byte at {@link #position}} */
    private boolean advance() throws IOException {
        if (position < line.length) {
            return true;
        }
        if (!page.hasNext() && !ended) {
            heartbeat.at(bytes);
            List<EndedItemRow> rows = items.reused(id, after, PAGE_ROWS);
            ended = rows.size() < PAGE_ROWS;
            lines.begin(rows.stream().map(EndedItemRow::index).toList());
            page = rows.iterator();
        }
        if (!page.hasNext()) {
            return false;
        }
        EndedItemRow item = page.next();
        after = item.index();
        byte[] made = lines.line(item.index(), item.customId());
        line = Arrays.copyOf(made, made.length + 1);
        line[made.length] = '\n';
        note(line.length);
        position = 0;
        return true;
    }

    private void note(int length) {
        if (count == lengths.length) {
            lengths = Arrays.copyOf(lengths, 2 * count);
        }
        lengths[count++] = length;
        bytes += length;
    }
}
