package io.waybill.activities.file;

import io.waybill.storage.object.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A range of a file that is a list of segments, one object open at a time. The list is read in pages, so that a file of
 * any number of segments takes no more memory than a small one.
 */
final class SegmentedContent extends InputStream {

    /** Rows of about 300 bytes: a page is a third of a megabyte. */
    static final int PAGE_SEGMENTS = 1_000;

    private final FileSegmentMapper segments;
    private final ObjectStore objects;
    private final UUID fileId;
    private final long to;
    private final Queue<SegmentRow> page = new ArrayDeque<>();
    private long position;
    private int lastOrdinal = -1;

    /** Null between segments. */
    private @Nullable InputStream current;

    /** Yields the bytes from {@code from} until before {@code to}. */
    SegmentedContent(FileSegmentMapper segments, ObjectStore objects, UUID fileId, long from, long to) {
        this.segments = segments;
        this.objects = objects;
        this.fileId = fileId;
        this.position = from;
        this.to = to;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (position < to) {
            InputStream in = current;
            if (in == null) {
                in = open(next());
                current = in;
            }
            int count = in.read(target, offset, length);
            if (count > 0) {
                position += count;
                return count;
            }
            in.close();
            current = null;
        }
        return -1;
    }

    @Override
    public void close() throws IOException {
        position = to;
        if (current != null) {
            current.close();
            current = null;
        }
    }

    private SegmentRow next() throws IOException {
        if (page.isEmpty()) {
            List<SegmentRow> rows = segments.within(fileId, lastOrdinal, position, to, PAGE_SEGMENTS);
            page.addAll(rows);
        }
        SegmentRow segment = page.poll();
        if (segment == null || segment.position() > position) {
            throw new IOException("file " + fileId + " has no segment at " + position);
        }
        lastOrdinal = segment.ordinal();
        return segment;
    }

    private InputStream open(SegmentRow segment) throws IOException {
        long skipped = position - segment.position();
        long bytes = Math.min(segment.position() + segment.bytes(), to) - position;
        String sha256 = bytes == segment.bytes() ? segment.sha256() : null;
        return new CheckedRange(
                objects.open(segment.objectKey(), segment.objectOffset() + skipped, bytes),
                bytes,
                sha256,
                "segment " + segment.ordinal() + " of file " + fileId);
    }
}
