package io.waybill.gpu.inference;

import io.waybill.gpu.model.ServedGenerator;
import io.waybill.models.generation.GenerationEndpoint;
import io.waybill.models.generation.GenerationRequest;
import io.waybill.models.generation.GenerationRequests;
import io.waybill.models.request.ItemLine;
import io.waybill.workflows.inference.InferChunk;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lines that want text, counted. */
record GenerationItems(InferChunk chunk, ServedGenerator model) implements LineItems<GenerationItem> {

    private static final String PREFIX = "body.";

    @Override
    public @Nullable GenerationItem item(ItemLine line, int index) {
        Optional<GenerationEndpoint> endpoint = GenerationEndpoint.of(line.url());
        if (endpoint.isEmpty()) {
            return null;
        }
        GenerationRequest request = GenerationRequests.parse(endpoint.get(), line);
        if (!request.model().equals(chunk.ref().model())) {
            return null;
        }
        request.check(model.manifest(), model.prompts(), PREFIX);
        return new GenerationItem(
                index, line.customId(), line.bodySha256(), request.counted(model.manifest(), model.prompts(), PREFIX));
    }
}
