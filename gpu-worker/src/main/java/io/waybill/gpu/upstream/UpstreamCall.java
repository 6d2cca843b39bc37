package io.waybill.gpu.upstream;

import static java.util.Objects.requireNonNull;

import io.waybill.models.generation.GenerationEvent;
import io.waybill.models.generation.GenerationEvent.Done;
import io.waybill.models.generation.GenerationEvent.Failed;
import io.waybill.models.generation.GenerationEvent.Piece;
import io.waybill.models.generation.GenerationRequest;
import io.waybill.models.generation.GenerationSink;
import io.waybill.models.generation.PromptEstimate;

/** One call that generates text, with its tries. Used once, by one thread. */
final class UpstreamCall {

    private final UpstreamModel model;
    private final GenerationRequest request;
    private final GenerationSink sink;
    private final long begunNanos = System.nanoTime();
    private final byte[] body;
    private boolean told;
    private Chunks chunks;

    UpstreamCall(UpstreamModel model, GenerationRequest request, GenerationSink sink) {
        this.model = requireNonNull(model, "model");
        this.request = requireNonNull(request, "request");
        this.sink = requireNonNull(sink, "sink");
        this.body = RequestBody.of(request, model.name());
        this.chunks = newChunks();
    }

    private Chunks newChunks() {
        return new Chunks(request.choices(), this::tell);
    }

    private void tell(GenerationEvent event) {
        // A model that only thinks has said nothing that another try would say again.
        told |= !(event instanceof Piece piece && piece.text().isEmpty());
        sink.accept(event);
    }

    /** Runs it to its end, which the sink is told. */
    void run() throws InterruptedException {
        try {
            new Tries(model, sink::wanted, () -> !told).run(attempt -> {
                chunks = newChunks();
                attempt.run(RequestBody.path(request), "text/event-stream", body, new StreamReader(model, chunks));
            });
            done();
        } catch (Unwanted _) {
            model.meters().ended("cancelled");
            chunks.endAll("cancelled");
            done();
        } catch (AttemptFailed e) {
            sink.accept(new Failed(
                    e.code(),
                    String.valueOf(e.getMessage()),
                    e.param(),
                    e.kind().worthAnotherTry(),
                    e.retryAfter()));
        }
    }

    private void done() {
        int prompt = chunks.promptTokens().orElseGet(() -> PromptEstimate.tokens(request));
        sink.accept(new Done(prompt, chunks.completionTokens(), (System.nanoTime() - begunNanos) / 1_000));
    }
}
