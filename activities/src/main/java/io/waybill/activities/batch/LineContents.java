package io.waybill.activities.batch;

import io.temporal.failure.ApplicationFailure;
import io.waybill.storage.hash.Sha256;
import io.waybill.storage.object.ObjectNotFound;
import io.waybill.storage.object.ObjectStore;
import io.waybill.workflows.batch.ItemState;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Copies lines of results out of outcome objects. Lines that follow each other are read as one range. */
final class LineContents implements AutoCloseable {

    private static final int BUFFER_BYTES = 64 << 10;

    private final ObjectStore objects;
    private final RunLines lines;
    private final String batchId;
    private final ReusedLines reused;
    private final ReusedCopies copies;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private List<ResultLine> page = List.of();
    private int next;
    private @Nullable InputStream open; // null between ranges
    private String key = "";
    private long position;
    private long end;

    LineContents(ObjectStore objects, RunLines lines, ReusedLines reused, ReusedCopies copies, String batchId) {
        this.reused = reused;
        this.copies = copies;
        this.objects = objects;
        this.lines = lines;
        this.batchId = batchId;
    }

    /** Says which lines will be copied. */
    void begin(List<ResultLine> lines) {
        page = lines;
        next = 0;
        reused.begin(lines.stream()
                .filter(line -> line.state() == ItemState.reused)
                .map(ResultLine::index)
                .toList());
    }

    /** {@return which item answered this one of the page; null where none did} */
    @Nullable
    SourceRow source(ResultLine line) {
        return reused.source(line.index());
    }

    void copy(ResultLine line, OutputStream out) throws IOException {
        Integer chunk = line.chunk();
        Integer wave = line.wave();
        seek(line);
        if (line.state() == ItemState.reused) {
            out.write(reused(line));
            return;
        }
        if (chunk == null || wave == null) {
            byte[] made = ErrorLine.of(batchId, line.toRow());
            out.write(made, 0, made.length - 1);
            return;
        }
        RunLines.Place place = lines.find(chunk, wave, line.index());
        copy(source(place), place, out);
    }

    private byte[] reused(ResultLine line) throws IOException {
        try {
            return reused.line(line.index(), line.customId());
        } catch (ObjectNotFound | ApplicationFailure _) {
            return copies.line(line.index()); // the other's results are gone; they were copied before
        }
    }

    /** Notes which line it is, so that those behind it can be read with it. */
    private void seek(ResultLine line) {
        while (next < page.size() && page.get(next).index() != line.index()) {
            next++;
        }
        next++;
    }

    private InputStream source(RunLines.Place place) throws IOException {
        InputStream in = open;
        if (in != null && key.equals(place.key()) && position == place.offset() && position < end) {
            return in;
        }
        close();
        long to = reach(place);
        try {
            in = objects.open(place.key(), place.offset(), to - place.offset());
        } catch (ObjectNotFound e) {
            throw new IOException("the results in object " + place.key() + " are gone", e);
        }
        open = in;
        key = place.key();
        position = place.offset();
        end = to;
        return in;
    }

    /** {@return where the lines of the page end that follow in the same object without a gap} */
    private long reach(RunLines.Place from) {
        long to = from.offset() + from.length();
        for (int i = next; i < page.size(); i++) {
            Integer chunk = page.get(i).chunk();
            Integer wave = page.get(i).wave();
            if (chunk == null || wave == null || !lines.isOf(chunk, wave, from.key())) {
                return to;
            }
            RunLines.Place place = lines.find(chunk, wave, page.get(i).index());
            if (place.offset() != to) {
                return to;
            }
            to += place.length();
        }
        return to;
    }

    private void copy(InputStream in, RunLines.Place place, OutputStream out) throws IOException {
        var hash = new Sha256();
        int left = place.length();
        while (left > 0) {
            int wanted = Math.min(buffer.length, left);
            int read = in.readNBytes(buffer, 0, wanted);
            if (read < wanted) {
                throw new IOException("object " + place.key() + " ends " + (left - read) + " bytes early");
            }
            left -= read;
            position += read;
            // The line's end is not part of what was hashed, nor of what is written.
            int content = left == 0 ? read - 1 : read;
            hash.update(buffer, 0, content);
            if (left == 0) {
                check(hash.hex(), place);
            }
            out.write(buffer, 0, content);
        }
    }

    private static void check(String found, RunLines.Place place) throws IOException {
        if (!found.equals(place.sha256())) {
            throw new IOException(
                    "a line of object " + place.key() + " has SHA-256 " + found + ", recorded is " + place.sha256());
        }
    }

    @Override
    public void close() {
        InputStream in = open;
        open = null;
        if (in != null) {
            try {
                in.close();
            } catch (IOException _) {
                // What was read of it was checked; what was not, nobody wants.
            }
        }
    }
}
