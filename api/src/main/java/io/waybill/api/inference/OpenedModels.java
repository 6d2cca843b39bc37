package io.waybill.api.inference;

import io.waybill.models.catalog.InstalledModel;
import io.waybill.models.catalog.ModelCatalog;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;

/**
 * What calls need of the models of one task, opened once for each model. Thread-safe.
 *
 * @param <T> what is opened
 */
public abstract class OpenedModels<T> implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(OpenedModels.class);

    private final ModelCatalog catalog;
    private final String task;
    private final Function<InstalledModel, T> opener;
    private final Consumer<T> closer;
    private final ConcurrentHashMap<String, T> open = new ConcurrentHashMap<>();

    /** Opens nothing yet. */
    protected OpenedModels(ModelCatalog catalog, String task, Function<InstalledModel, T> opener, Consumer<T> closer) {
        this.catalog = catalog;
        this.task = task;
        this.opener = opener;
        this.closer = closer;
    }

    /** Opens those of installed models beside the start, so that the first call does not pay for it. */
    @EventListener(ApplicationReadyEvent.class)
    public void openInstalled() {
        Thread.ofVirtual()
                .name("open-" + task)
                .start(() -> catalog.models().stream()
                        .filter(model -> model.manifest().task().equals(task) && model.installed())
                        .forEach(this::tryOpen));
    }

    /**
     * {@return that of a model}
     *
     * @throws io.waybill.models.catalog.ModelNotInstalled where its files are not there
     */
    public T of(InstalledModel model) {
        var known = open.get(model.digest());
        return known != null ? known : open.computeIfAbsent(model.digest(), _ -> opener.apply(model));
    }

    @Override
    public void close() {
        open.values().forEach(closer);
    }

    private void tryOpen(InstalledModel model) {
        try {
            of(model);
        } catch (RuntimeException e) {
            LOGGER.atWarn()
                    .addKeyValue("model", model.manifest().id())
                    .addKeyValue("task", task)
                    .setCause(e)
                    .log("model's tokens cannot be counted; the first call tries again");
        }
    }
}
