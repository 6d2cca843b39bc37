package io.waybill.gpu.model;

import static java.util.Objects.requireNonNull;

import io.waybill.models.catalog.InstalledModel;
import io.waybill.models.catalog.ModelManifest;
import io.waybill.models.token.Tokenizer;

/** A model in memory: its tokenizer, and the queue to its engine. Thread-safe. */
public final class ServedModel implements AutoCloseable {

    private final InstalledModel installed;
    private final Tokenizer tokenizer;
    private final ModelQueue queue;

    ServedModel(InstalledModel installed, Tokenizer tokenizer, ModelQueue queue) {
        this.installed = requireNonNull(installed, "installed");
        this.tokenizer = requireNonNull(tokenizer, "tokenizer");
        this.queue = requireNonNull(queue, "queue");
    }

    /** {@return its manifest} */
    public ModelManifest manifest() {
        return installed.manifest();
    }

    /** {@return its identity, SHA-256 in lower-case hex} */
    public String digest() {
        return installed.digest();
    }

    /** {@return its tokenizer, thread-safe} */
    public Tokenizer tokenizer() {
        return tokenizer;
    }

    /**
     * Queues work; that of a batch lane waits for room.
     *
     * @throws Overloaded where interactive work finds no room
     */
    public void submit(Work work) throws InterruptedException {
        queue.submit(work);
    }

    @Override
    public void close() {
        queue.close();
        tokenizer.close();
    }
}
