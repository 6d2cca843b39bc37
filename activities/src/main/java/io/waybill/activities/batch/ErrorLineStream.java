package io.waybill.activities.batch;

import java.io.InputStream;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * The error lines of all items of a batch that no worker answered, in input order; made while they are read, on the
 * step's own thread.
 */
final class ErrorLineStream extends InputStream {

    /** Rows read at once. */
    private static final int PAGE_ROWS = 2_000;

    private final EndedItemMapper items;
    private final UUID id;
    private final String batchId;
    private final Heartbeat heartbeat;
    private long bytes;
    private Iterator<EndedItemRow> page = List.<EndedItemRow>of().iterator();
    private int after = -1;
    private boolean ended;
    private byte[] line = {};
    private int position;

    ErrorLineStream(EndedItemMapper items, UUID id, String batchId, Heartbeat heartbeat) {
        this.items = items;
        this.id = id;
        this.batchId = batchId;
        this.heartbeat = heartbeat;
    }

    @Override
    public int read() {
        return advance() ? Byte.toUnsignedInt(line[position++]) : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
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
    private boolean advance() {
        if (position < line.length) {
            return true;
        }
        if (!page.hasNext() && !ended) {
            heartbeat.at(bytes);
            List<EndedItemRow> rows = items.unanswered(id, after, PAGE_ROWS);
            ended = rows.size() < PAGE_ROWS;
            page = rows.iterator();
        }
        if (!page.hasNext()) {
            return false;
        }
        EndedItemRow item = page.next();
        after = item.index();
        line = ErrorLine.of(batchId, item);
        bytes += line.length;
        position = 0;
        return true;
    }
}
