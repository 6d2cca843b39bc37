package io.waybill.api.generation;

import static java.util.Objects.requireNonNull;

import io.opentelemetry.context.Context;
import io.waybill.api.error.ApiError;
import io.waybill.api.error.ApiFailure;
import io.waybill.models.generation.GenerationWire;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker that is asked on a thread of its own, while something else is done. Its answer belongs to who awaits it;
 * where it is cancelled the worker's slot is free within a second.
 */
final class AskedWorker {

    private static final Logger LOGGER = LoggerFactory.getLogger(AskedWorker.class);

    private final CompletableFuture<GenerationWire.Reader> answer = new CompletableFuture<>();
    private final Thread thread;

    /** Asks at once, in the caller's trace. */
    AskedWorker(Supplier<GenerationWire.Reader> ask) {
        requireNonNull(ask, "ask");
        this.thread = Thread.ofVirtual()
                .name("ask-worker")
                .unstarted(Context.current().wrap(() -> {
                    try {
                        answer.complete(ask.get());
                    } catch (RuntimeException e) {
                        answer.completeExceptionally(e);
                    }
                }));
        thread.start();
    }

    /**
     * {@return the events, as the worker tells them}
     *
     * @throws ApiFailure where no worker takes the call
     */
    GenerationWire.Reader await() {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cancel();
            throw new ApiFailure(ApiError.INFERENCE_UNAVAILABLE, "stopped while a worker was asked").causedBy(e);
        }
    }

    /** Wants the answer no more. */
    void cancel() {
        thread.interrupt();
        var _ = answer.whenComplete((events, _) -> close(events));
    }

    private static void close(GenerationWire.@Nullable Reader events) {
        if (events == null) {
            return;
        }
        try {
            events.close();
        } catch (IOException e) {
            LOGGER.atDebug().addKeyValue("error", e.toString()).log("connection to a worker not closed cleanly");
        }
    }
}
