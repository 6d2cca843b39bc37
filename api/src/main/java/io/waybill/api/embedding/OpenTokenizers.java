package io.waybill.api.embedding;

import io.waybill.models.catalog.InstalledModel;
import io.waybill.models.catalog.ModelCatalog;
import io.waybill.models.request.EmbeddingRequest;
import io.waybill.models.token.Tokenizer;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Tokenizers of the models that were called, each opened once. */
@Component
final class OpenTokenizers implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(OpenTokenizers.class);

    private final ModelCatalog catalog;
    private final ConcurrentHashMap<String, Tokenizer> open = new ConcurrentHashMap<>();

    OpenTokenizers(ModelCatalog catalog) {
        this.catalog = catalog;
    }

    /** Opens those of installed models beside the start, so that the first call does not pay for it. */
    @EventListener(ApplicationReadyEvent.class)
    void openInstalled() {
        Thread.ofVirtual()
                .name("open-tokenizers")
                .start(() -> catalog.models().stream()
                        .filter(model -> model.manifest().task().equals(EmbeddingRequest.TASK) && model.installed())
                        .forEach(this::tryOpen));
    }

    /**
     * {@return the tokenizer of {@code model}}
     *
     * @throws io.waybill.models.catalog.ModelNotInstalled where its files are not there
     */
    Tokenizer of(InstalledModel model) {
        var known = open.get(model.digest());
        return known != null ? known : open.computeIfAbsent(model.digest(), _ -> Tokenizer.open(model));
    }

    @Override
    public void close() {
        open.values().forEach(Tokenizer::close);
    }

    private void tryOpen(InstalledModel model) {
        try {
            of(model);
        } catch (RuntimeException e) {
            LOGGER.atWarn()
                    .addKeyValue("model", model.manifest().id())
                    .setCause(e)
                    .log("tokenizer not opened; the first call tries again");
        }
    }
}
