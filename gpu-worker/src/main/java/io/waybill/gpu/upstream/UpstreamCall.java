package io.waybill.gpu.upstream;

import static java.util.Objects.requireNonNull;

import io.waybill.gpu.upstream.AttemptFailed.Kind;
import io.waybill.models.generation.GenerationEvent;
import io.waybill.models.generation.GenerationEvent.Done;
import io.waybill.models.generation.GenerationEvent.Failed;
import io.waybill.models.generation.GenerationRequest;
import io.waybill.models.generation.GenerationSink;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** One call with its tries. Used once, by one thread. */
final class UpstreamCall {

    /** Three retries outlast a restart behind a load balancer; more only add load. */
    private static final int TRIES_MAX = 4;

    private static final Duration LOOK = Duration.ofMillis(25);

    private final UpstreamModel model;
    private final GenerationRequest request;
    private final GenerationSink sink;
    private final long begunNanos = System.nanoTime();
    private final long deadlineNanos;
    private final byte[] body;
    private final Set<Endpoint> tried = new HashSet<>();
    private boolean told;
    private Chunks chunks;

    UpstreamCall(UpstreamModel model, GenerationRequest request, GenerationSink sink) {
        this.model = requireNonNull(model, "model");
        this.request = requireNonNull(request, "request");
        this.sink = requireNonNull(sink, "sink");
        this.deadlineNanos = begunNanos + model.limits().whole().toNanos();
        this.body = RequestBody.of(request, model.name());
        this.chunks = newChunks();
    }

    private Chunks newChunks() {
        return new Chunks(request.choices(), this::tell);
    }

    private void tell(GenerationEvent event) {
        told = true;
        sink.accept(event);
    }

    /** Runs it to its end, which the sink is told. */
    void run() throws InterruptedException {
        try {
            tryUntilDone();
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
                    e.kind().worthAnotherTry()));
        }
    }

    private void done() {
        int prompt = chunks.promptTokens().orElseGet(() -> PromptEstimate.tokens(request));
        sink.accept(new Done(prompt, chunks.completionTokens(), (System.nanoTime() - begunNanos) / 1_000));
    }

    private void tryUntilDone() throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            Endpoint endpoint = nextEndpoint();
            enter();
            try {
                new Attempt(model, endpoint, sink::wanted, deadlineNanos).run(request, body, chunks);
                return;
            } catch (AttemptFailed e) {
                tried.add(endpoint);
                if (told || attempt == TRIES_MAX || !retries(e)) {
                    throw e;
                }
                pauseAfter(e, attempt);
            } finally {
                model.concurrency().leave();
            }
            model.meters().retried();
            chunks = newChunks();
        }
    }

    /** {@return whether it makes sense to try again within this call} */
    private boolean retries(AttemptFailed e) {
        return switch (e.kind()) {
            case rejected -> false;
            // Only another server may see it differently.
            case refused, missing, protocol -> model.endpoints().hasFresh(tried);
            case busy, broken, unreachable, cut, timeout -> true;
        };
    }

    private void pauseAfter(AttemptFailed e, int attempt) throws InterruptedException {
        if (model.endpoints().hasFresh(tried)) {
            return;
        }
        // A connection that was kept may have been closed just then; a new one is made at once.
        if (e.kind() == Kind.cut && attempt == 1) {
            return;
        }
        long base = model.limits().backOff().toNanos() << (attempt - 1);
        pause(Duration.ofNanos(base / 2 + ThreadLocalRandom.current().nextLong(base)));
    }

    private Endpoint nextEndpoint() throws InterruptedException {
        long began = System.nanoTime();
        while (true) {
            Optional<Endpoint> next = model.endpoints().next(tried);
            if (next.isPresent()) {
                Duration rest = next.get().rest();
                if (rest.isZero()) {
                    return next.get();
                }
                if (rest.compareTo(model.limits().retryAfter()) > 0) {
                    throw AttemptFailed.of(Kind.busy);
                }
                pause(rest);
            } else if (!model.endpoints().probed()
                    || System.nanoTime() - began < model.limits().recovery().toNanos()) {
                pause(LOOK);
            } else {
                throw AttemptFailed.of(Kind.unreachable);
            }
        }
    }

    private void enter() throws InterruptedException {
        while (!model.concurrency().enter(LOOK)) {
            check();
        }
    }

    private void pause(Duration duration) throws InterruptedException {
        long end = System.nanoTime() + duration.toNanos();
        check();
        long left = end - System.nanoTime();
        while (left > 0) {
            Thread.sleep(Duration.ofNanos(Math.min(left, LOOK.toNanos())));
            check();
            left = end - System.nanoTime();
        }
    }

    private void check() {
        if (!sink.wanted()) {
            throw new Unwanted();
        }
        if (System.nanoTime() - deadlineNanos >= 0) {
            throw AttemptFailed.of(Kind.timeout);
        }
    }
}
