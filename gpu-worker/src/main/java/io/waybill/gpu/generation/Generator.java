package io.waybill.gpu.generation;

import io.waybill.models.generation.GenerationRequest;
import io.waybill.models.generation.GenerationSink;

/** Generates text with one model. Thread-safe. */
public interface Generator extends AutoCloseable {

    /** {@return how many calls of {@link #generate} it takes at a time now, 1 or more; may change} */
    int slots();

    /** {@return whether a call can be answered now; one that is not ready refuses calls, and may become ready later} */
    default boolean ready() {
        return true;
    }

    /**
     * Generates all choices of a request and tells {@code sink} of them, ending with
     * {@link io.waybill.models.generation.GenerationEvent.Done} or
     * {@link io.waybill.models.generation.GenerationEvent.Failed}, exactly once. Returns within one token after the
     * sink wants no more.
     *
     * @param request checked: its model is this one, its prompt fits, {@code maxTokens} is set
     * @throws InterruptedException where the calling thread is interrupted; nothing more is told then
     */
    void generate(GenerationRequest request, GenerationSink sink) throws InterruptedException;

    /** Ends what runs, and frees memory and processes. */
    @Override
    void close();
}
