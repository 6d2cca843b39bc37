package io.waybill.activities.batch;

import io.waybill.activities.file.OutputFiles.Segment;
import io.waybill.storage.hash.Sha256;
import io.waybill.storage.object.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * One output file while its lines are found, in order. Lines that follow each other in one object are one segment. Each
 * segment is read once, which hashes it and proves that it is there. Nothing is copied.
 */
final class OutputBuilder {

    private static final int BUFFER_BYTES = 256 << 10;

    private final ObjectStore objects;
    private final Heartbeat heartbeat;
    private final List<Segment> segments = new ArrayList<>();
    private final Sha256 whole = new Sha256();
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private String key = "";
    private long offset;
    private long length;
    private long bytes;
    private long lines;

    OutputBuilder(ObjectStore objects, Heartbeat heartbeat) {
        this.objects = objects;
        this.heartbeat = heartbeat;
    }

    /** Adds the next line, which lies in object {@code from}. */
    void add(String from, long at, long size) throws IOException {
        if (!from.equals(key) || at != offset + length) {
            flush();
            key = from;
            offset = at;
            length = 0;
        }
        length += size;
        lines++;
    }

    /** {@return the segments, in order; nothing is added afterwards} */
    List<Segment> finish() throws IOException {
        flush();
        length = 0;
        return List.copyOf(segments);
    }

    /** {@return hash of the whole file, once} */
    String sha256() {
        return whole.hex();
    }

    long lines() {
        return lines;
    }

    private void flush() throws IOException {
        if (length == 0) {
            return;
        }
        var own = new Sha256();
        long left = length;
        try (InputStream content = objects.open(key, offset, length)) {
            while (left > 0) {
                int read = content.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (read < 0) {
                    throw new IOException("object " + key + " ends " + left + " bytes before the segment of " + length
                            + " bytes at " + offset);
                }
                own.update(buffer, 0, read);
                whole.update(buffer, 0, read);
                left -= read;
                bytes += read;
                heartbeat.at(bytes);
            }
        }
        segments.add(new Segment(key, offset, length, own.hex()));
    }
}
