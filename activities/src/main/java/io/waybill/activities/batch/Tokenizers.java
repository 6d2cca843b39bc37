package io.waybill.activities.batch;

import io.waybill.models.catalog.InstalledModel;
import io.waybill.models.generation.PromptCounter;
import io.waybill.models.token.Tokenizer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** What counts tokens in this process, opened on first use and kept. Thread-safe. */
@Component
final class Tokenizers implements AutoCloseable {

    private final Map<String, Tokenizer> byDigest = new ConcurrentHashMap<>();
    private final Map<String, PromptCounter> prompts = new ConcurrentHashMap<>();

    /**
     * {@return the model's tokenizer; the caller does not close it}
     *
     * @throws io.waybill.models.catalog.ModelNotInstalled where its files are not there
     */
    Tokenizer of(InstalledModel model) {
        return byDigest.computeIfAbsent(model.digest(), _ -> Tokenizer.open(model));
    }

    /**
     * {@return what counts the prompts of a model that generates text; the caller does not close it}
     *
     * @throws io.waybill.models.catalog.ModelNotInstalled where its files are not there
     */
    PromptCounter prompts(InstalledModel model) {
        return prompts.computeIfAbsent(model.digest(), _ -> PromptCounter.open(model));
    }

    @Override
    public void close() {
        byDigest.values().forEach(Tokenizer::close);
        byDigest.clear();
        prompts.values().forEach(PromptCounter::close);
        prompts.clear();
    }
}
