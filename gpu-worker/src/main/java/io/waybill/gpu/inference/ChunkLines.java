package io.waybill.gpu.inference;

import static java.util.Objects.requireNonNull;

import io.waybill.models.request.ItemLine;
import io.waybill.models.request.RequestRejected;
import io.waybill.storage.line.Line;
import io.waybill.storage.line.LineReader;
import io.waybill.storage.object.ObjectNotFound;
import io.waybill.storage.object.ObjectStore;
import io.waybill.workflows.batch.ChunkRef;
import io.waybill.workflows.inference.InferChunk;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads exactly the bytes of a chunk and yields its items, ready to run. Lines of other models, lines that are not
 * asked for, and invalid lines, which validation has recorded, are passed over.
 */
final class ChunkLines<T> implements AutoCloseable {

    private final InferChunk chunk;
    private final LineItems<T> reading;
    private final Set<Integer> only;
    private final LineReader reader;
    private long bytes;
    private int lines;
    private int items;

    private ChunkLines(InferChunk chunk, LineItems<T> reading, LineReader reader) {
        this.chunk = chunk;
        this.reading = reading;
        this.only = new HashSet<>(chunk.only());
        this.reader = reader;
    }

    /** Opens the chunk's bytes; {@link InputLost} where their object is gone. */
    static <T> ChunkLines<T> open(ObjectStore objects, InferChunk chunk, LineItems<T> reading) throws IOException {
        ChunkRef ref = requireNonNull(chunk, "chunk").ref();
        try {
            LineReader reader = LineReader.at(
                    objects.open(ref.segment(), ref.offset(), ref.length()), ref.offset(), ref.firstIndex() + 1L);
            return new ChunkLines<>(chunk, reading, reader);
        } catch (ObjectNotFound e) {
            throw new InputLost("the segment " + ref.segment() + " is gone", e);
        }
    }

    /**
     * {@return the next item, or null after the last}
     *
     * @throws InputLost where the bytes are fewer than planned, or are other lines
     */
    @Nullable
    T next() throws IOException {
        ChunkRef ref = chunk.ref();
        Line line = reader.next();
        while (line != null) {
            int index = ref.firstIndex() + lines;
            lines++;
            bytes += line.length();
            if (only.isEmpty() || only.contains(index)) {
                T item = item(line, index);
                if (item != null) {
                    items++;
                    return item;
                }
            }
            line = reader.next();
        }
        requireAll(ref);
        return null;
    }

    private @Nullable T item(Line line, int index) {
        if (line.tooLong() || line.from() == line.to()) {
            return null;
        }
        try {
            return reading.item(ItemLine.parse(line.buffer(), line.from(), line.to()), index);
        } catch (RequestRejected _) {
            return null;
        }
    }

    private void requireAll(ChunkRef ref) {
        if (bytes != ref.length() || lines != ref.lines()) {
            throw new InputLost(
                    "the range of " + ref.segment() + " has " + bytes + " bytes in " + lines + " lines, planned are "
                            + ref.length() + " in " + ref.lines(),
                    null);
        }
        // What is asked for by index may have lines among it that are invalid or another model's.
        if (only.isEmpty() && items < ref.count()) {
            throw new InputLost(
                    "the range of " + ref.segment() + " has " + items + " items to run, planned are " + ref.count(),
                    null);
        }
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
