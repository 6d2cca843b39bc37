package io.waybill.models.generation;

import io.waybill.models.catalog.InstalledModel;
import io.waybill.models.token.Tokenizer;

/**
 * Counts the tokens of what a model generates from, with its own tokenizer and template where it has them. Thread-safe.
 */
public interface PromptCounter extends AutoCloseable {

    /**
     * Opens the counter of a model.
     *
     * @throws io.waybill.models.catalog.ModelNotInstalled where its files are not there
     */
    static PromptCounter open(InstalledModel model) {
        return switch (model.manifest().engine()) {
            case "builtin" -> new WordPrompts(Tokenizer.open(model));
            case "upstream" -> UpstreamPrompts.open(model);
            case "llama" -> new GgufPromptCounter(model);
            default ->
                throw new IllegalArgumentException("engine " + model.manifest().engine());
        };
    }

    /**
     * {@return the tokens of the prompt, all its texts together: exact where the model's own tokenizer counts, else at
     * least as many as the model will find}
     *
     * @throws io.waybill.models.request.RequestRejected where the model's template refuses the conversation
     */
    int count(GenerationRequest request);

    /**
     * {@return tokens that the prompt has in any case} A request is refused for its length by this number; the same as
     * {@link #count} where that is exact, and less where only the model's server knows.
     *
     * @param count what {@link #count} says of the request
     */
    default int least(GenerationRequest request, int count) {
        return count;
    }

    /**
     * {@return tokens that the prompt has most likely, where the model's server has not said} The same as
     * {@link #count} where that is exact.
     *
     * @param count what {@link #count} says of the request
     */
    default int likely(GenerationRequest request, int count) {
        return count;
    }

    /** {@return what the model can do beyond going on from a text} */
    GenerationCapabilities capabilities();

    @Override
    void close();
}
