package io.waybill.models.generation;

import io.waybill.models.catalog.InstalledModel;
import io.waybill.models.gguf.GgufMetadata;
import io.waybill.models.token.Tokenizer;
import java.util.Arrays;

/** Counts by the template and the vocabulary of a GGUF file. */
final class GgufPromptCounter implements PromptCounter {

    private final GgufPrompts prompts;
    private final Tokenizer tokenizer;

    GgufPromptCounter(InstalledModel model) {
        GgufMetadata file = GgufMetadata.read(model.file("model"));
        this.prompts = new GgufPrompts(file);
        this.tokenizer = Tokenizer.of(file);
    }

    @Override
    public int count(GenerationRequest request) {
        return Arrays.stream(tokenizer.count(prompts.texts(request))).sum();
    }

    @Override
    public GenerationCapabilities capabilities() {
        return GenerationCapabilities.of(prompts);
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
