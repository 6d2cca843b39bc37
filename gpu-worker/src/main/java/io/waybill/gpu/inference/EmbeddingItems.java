package io.waybill.gpu.inference;

import io.waybill.gpu.model.Origin;
import io.waybill.gpu.model.ServedModel;
import io.waybill.gpu.model.Work;
import io.waybill.models.request.EmbeddingRequest;
import io.waybill.models.request.ItemLine;
import io.waybill.models.token.TokenIds;
import io.waybill.workflows.inference.InferChunk;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lines that want embeddings, tokenised. */
record EmbeddingItems(InferChunk chunk, ServedModel model, int attempt) implements LineItems<ChunkItem> {

    private static final String PREFIX = "body.";

    @Override
    public @Nullable ChunkItem item(ItemLine line, int index) {
        EmbeddingRequest request = EmbeddingRequest.parse(line);
        if (!request.model().equals(chunk.ref().model())) {
            return null;
        }
        request.check(model.manifest(), PREFIX);
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
}
