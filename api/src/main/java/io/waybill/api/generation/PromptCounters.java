package io.waybill.api.generation;

import io.waybill.models.catalog.InstalledModel;
import io.waybill.models.catalog.ModelCatalog;
import io.waybill.models.generation.GenerationRequest;
import io.waybill.models.generation.PromptCounter;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** What counts the prompts of the models that were called, each opened once. */
@Component
final class PromptCounters implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(PromptCounters.class);

    private final ModelCatalog catalog;
    private final ConcurrentHashMap<String, PromptCounter> open = new ConcurrentHashMap<>();

    PromptCounters(ModelCatalog catalog) {
        this.catalog = catalog;
    }

    /** Opens those of installed models beside the start, so that the first call does not pay for it. */
    @EventListener(ApplicationReadyEvent.class)
    void openInstalled() {
        Thread.ofVirtual()
                .name("open-prompt-counters")
                .start(() -> catalog.models().stream()
                        .filter(model -> model.manifest().task().equals(GenerationRequest.TASK) && model.installed())
                        .forEach(this::tryOpen));
    }

    /**
     * {@return what counts the prompts of {@code model}}
     *
     * @throws io.waybill.models.catalog.ModelNotInstalled where its files are not there
     */
    PromptCounter of(InstalledModel model) {
        var known = open.get(model.digest());
        return known != null ? known : open.computeIfAbsent(model.digest(), _ -> PromptCounter.open(model));
    }

    @Override
    public void close() {
        open.values().forEach(PromptCounter::close);
    }

    private void tryOpen(InstalledModel model) {
        try {
            of(model);
        } catch (RuntimeException e) {
            LOGGER.atWarn()
                    .addKeyValue("model", model.manifest().id())
                    .setCause(e)
                    .log("prompts cannot be counted; the first call tries again");
        }
    }
}
