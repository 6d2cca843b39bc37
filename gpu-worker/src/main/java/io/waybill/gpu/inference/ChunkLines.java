package io.waybill.gpu.inference;

import static java.util.Objects.requireNonNull;

import io.waybill.gpu.model.Origin;
import io.waybill.gpu.model.ServedModel;
import io.waybill.gpu.model.Work;
import io.waybill.models.request.EmbeddingRequest;
import io.waybill.models.request.ItemLine;
import io.waybill.models.request.RequestRejected;
import io.waybill.models.token.TokenIds;
import io.waybill.storage.line.Line;
import io.waybill.storage.line.LineReader;
import io.waybill.storage.object.ObjectNotFound;
import io.waybill.storage.object.ObjectStore;
import io.waybill.workflows.batch.ChunkRef;
import io.waybill.workflows.inference.InferChunk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads exactly the bytes of a chunk and yields its items, tokenised. Lines of other models, lines that are not asked
 * for, and invalid lines, which validation has recorded, are passed over.
 */
final class ChunkLines implements AutoCloseable {

    private static final String PREFIX = "body.";

    private final InferChunk chunk;
    private final ServedModel model;
    private final int attempt;
    private final Set<Integer> only;
    private final LineReader reader;
    private long bytes;
    private int lines;
    private int items;

    private ChunkLines(InferChunk chunk, ServedModel model, int attempt, LineReader reader) {
        this.chunk = chunk;
        this.model = model;
        this.attempt = attempt;
        this.only = new HashSet<>(chunk.only());
        this.reader = reader;
    }

    /** Opens the chunk's bytes; {@link InputLost} where their object is gone. */
    static ChunkLines open(ObjectStore objects, InferChunk chunk, ServedModel model, int attempt) throws IOException {
        ChunkRef ref = requireNonNull(chunk, "chunk").ref();
        try {
            LineReader reader = LineReader.at(
                    objects.open(ref.segment(), ref.offset(), ref.length()), ref.offset(), ref.firstIndex() + 1L);
            return new ChunkLines(chunk, model, attempt, reader);
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
    ChunkItem next() throws IOException {
        ChunkRef ref = chunk.ref();
        Line line = reader.next();
        while (line != null) {
            int index = ref.firstIndex() + lines;
            lines++;
            bytes += line.length();
            if (only.isEmpty() || only.contains(index)) {
                ChunkItem item = item(line, index);
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

    private @Nullable ChunkItem item(Line line, int index) {
        if (line.tooLong() || line.from() == line.to()) {
            return null;
        }
        try {
            ItemLine itemLine = ItemLine.parse(line.buffer(), line.from(), line.to());
            EmbeddingRequest request = EmbeddingRequest.parse(itemLine);
            if (!request.model().equals(chunk.ref().model())) {
                return null;
            }
            request.check(model.manifest(), PREFIX);
            return tokenise(itemLine, request, index);
        } catch (RequestRejected _) {
            return null;
        }
    }

    private ChunkItem tokenise(ItemLine line, EmbeddingRequest request, int index) {
        Origin origin = new Origin(chunk.batchId(), index, attempt);
        List<Work> works = new ArrayList<>(request.inputs().size());
        int[] counts = new int[request.inputs().size()];
        int tokens = 0;
        for (int i = 0; i < counts.length; i++) {
            String text = request.inputs().get(i);
            TokenIds ids = model.tokenizer().encode(text);
            counts[i] = ids.count();
            tokens += ids.count();
            works.add(new Work(text, ids, chunk.lane(), origin));
        }
        request.requireContext(model.manifest(), counts, PREFIX);
        return new ChunkItem(index, line.customId(), request.base64(), line.bodySha256(), tokens, works);
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
