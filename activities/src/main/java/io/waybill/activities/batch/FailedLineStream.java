package io.waybill.activities.batch;

import io.waybill.storage.line.Line;
import io.waybill.storage.line.LineReader;
import io.waybill.storage.object.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The lines of the items that failed, one after the other, out of the segments that have them. */
final class FailedLineStream extends InputStream {

    /** Indexes read at once. */
    private static final int PAGE_ROWS = 5_000;

    private final FailedItemMapper items;
    private final ObjectStore objects;
    private final UUID id;
    private final Iterator<SegmentSpan> segments;
    private @Nullable SegmentSpan segment; // null before the first
    private @Nullable LineReader reader; // null where no segment is open
    private Iterator<Integer> page = List.<Integer>of().iterator();
    private int after = -1;
    private byte[] line = {};
    private int position;

    FailedLineStream(FailedItemMapper items, ObjectStore objects, UUID id) {
        this.items = items;
        this.objects = objects;
        this.id = id;
        this.segments = items.segments(id).iterator();
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

    @Override
    public void close() throws IOException {
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }

    /** {@return whether there is a byte at {@link #position}} */
    private boolean advance() throws IOException {
        if (position < line.length) {
            return true;
        }
        if (!page.hasNext()) {
            page = items.indexes(id, after, PAGE_ROWS).iterator();
        }
        if (!page.hasNext()) {
            return false;
        }
        after = page.next();
        line = lineOf(after);
        position = 0;
        return true;
    }

    private byte[] lineOf(int index) throws IOException {
        LineReader lines = at(index);
        Line next = lines.next();
        while (next != null && next.number() <= index) {
            next = lines.next();
        }
        if (next == null) {
            throw new IOException("the segment of item " + index + " ends before it");
        }
        byte[] content = next.content();
        byte[] ended = Arrays.copyOf(content, content.length + 1);
        ended[content.length] = '\n';
        return ended;
    }

    private LineReader at(int index) throws IOException {
        while (reader == null || segment == null || !segment.has(index)) {
            close();
            if (!segments.hasNext()) {
                throw new IOException("no segment has item " + index);
            }
            SegmentSpan next = segments.next();
            segment = next;
            if (next.has(index)) {
                reader = LineReader.at(objects.open(next.objectKey(), 0, next.bytes()), 0, next.firstIndex() + 1L);
            }
        }
        return reader;
    }
}
