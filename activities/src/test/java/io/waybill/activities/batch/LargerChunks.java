package io.waybill.activities.batch;

import io.waybill.workflows.batch.ChunkRef;
import java.util.ArrayList;
import java.util.List;

/** Chunks joined to larger ones, so that small batches are run as large ones are. */
final class LargerChunks {

    private LargerChunks() {}

    /** {@return chunks of {@code size} of the given ones each} */
    static List<ChunkRef> of(List<ChunkRef> chunks, int size) {
        List<ChunkRef> larger = new ArrayList<>();
        for (int from = 0; from < chunks.size(); from += size) {
            larger.add(join(larger.size(), chunks.subList(from, Math.min(from + size, chunks.size()))));
        }
        return larger;
    }

    static List<ChunkRow> rows(List<ChunkRef> chunks, int modelId) {
        return chunks.stream()
                .map(chunk -> new ChunkRow(
                        chunk.chunk(),
                        0,
                        chunk.offset(),
                        chunk.length(),
                        chunk.firstIndex(),
                        chunk.lines(),
                        chunk.count(),
                        chunk.tokens(),
                        modelId,
                        chunk.pool(),
                        chunk.verb(),
                        chunk.timeoutSeconds()))
                .toList();
    }

    private static ChunkRef join(int number, List<ChunkRef> parts) {
        ChunkRef first = parts.getFirst();
        ChunkRef last = parts.getLast();
        return new ChunkRef(
                number,
                first.pool(),
                first.model(),
                first.digest(),
                first.verb(),
                first.segment(),
                first.offset(),
                last.offset() + last.length() - first.offset(),
                first.firstIndex(),
                last.firstIndex() + last.lines() - first.firstIndex(),
                parts.stream().mapToInt(ChunkRef::count).sum(),
                parts.stream().mapToLong(ChunkRef::tokens).sum(),
                first.timeoutSeconds());
    }
}
