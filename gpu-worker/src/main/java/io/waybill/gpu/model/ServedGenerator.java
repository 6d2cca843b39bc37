package io.waybill.gpu.model;

import static java.util.Objects.requireNonNull;

import io.waybill.gpu.generation.GenerationQueue;
import io.waybill.models.catalog.InstalledModel;
import io.waybill.models.catalog.ModelManifest;
import io.waybill.models.generation.PromptCounter;

/** A model in memory that generates text: what counts its prompts, and the queue to its engine. Thread-safe. */
public final class ServedGenerator implements AutoCloseable {

    private final InstalledModel installed;
    private final PromptCounter prompts;
    private final GenerationQueue queue;

    ServedGenerator(InstalledModel installed, PromptCounter prompts, GenerationQueue queue) {
        this.installed = requireNonNull(installed, "installed");
        this.prompts = requireNonNull(prompts, "prompts");
        this.queue = requireNonNull(queue, "queue");
    }

    /** {@return what it is, and where} */
    public InstalledModel installed() {
        return installed;
    }

    /** {@return its manifest} */
    public ModelManifest manifest() {
        return installed.manifest();
    }

    /** {@return what counts its prompts, thread-safe} */
    public PromptCounter prompts() {
        return prompts;
    }

    /** {@return the queue to its engine} */
    public GenerationQueue queue() {
        return queue;
    }

    @Override
    public void close() {
        queue.close();
        prompts.close();
    }
}
