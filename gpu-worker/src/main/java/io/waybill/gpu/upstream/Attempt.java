package io.waybill.gpu.upstream;

import static java.util.Objects.requireNonNull;

import io.opentelemetry.context.Context;
import io.waybill.gpu.upstream.AttemptFailed.Kind;
import io.waybill.gpu.upstream.UpstreamKey.KeyUnusable;
import io.waybill.models.generation.GenerationRequest;
import io.waybill.telemetry.Traces;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One try at one server, and what it teaches about the server. Used once, by one thread. */
final class Attempt {

    private static final Logger LOGGER = LoggerFactory.getLogger(Attempt.class);

    private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);

    private final UpstreamModel model;
    private final Endpoint endpoint;
    private final BooleanSupplier wanted;
    private final long deadlineNanos;
    private final long startedNanos = System.nanoTime();
    private @Nullable String secret; // null where the server wants no key
    private long firstEventNanos = -1;

    Attempt(UpstreamModel model, Endpoint endpoint, BooleanSupplier wanted, long deadlineNanos) {
        this.model = requireNonNull(model, "model");
        this.endpoint = requireNonNull(endpoint, "endpoint");
        this.wanted = requireNonNull(wanted, "wanted");
        this.deadlineNanos = deadlineNanos;
    }

    /**
     * Reads the answer to its end into {@code chunks}.
     *
     * @throws AttemptFailed where it has none
     * @throws Unwanted where nobody wants it any more
     */
    void run(GenerationRequest request, byte[] body, Chunks chunks) throws InterruptedException {
        try {
            exchange(request, body, chunks);
            endpoint.succeeded();
            model.concurrency().succeeded(startedNanos, firstEventNanos);
            model.meters().ended("ok");
        } catch (AttemptFailed e) {
            learn(e);
            throw e;
        }
    }

    private void learn(AttemptFailed e) {
        model.meters().ended(e.kind().name());
        if (e.kind().congestion()) {
            model.concurrency().congested(startedNanos);
        }
        Duration rest = e.retryAfter();
        if (rest != null) {
            endpoint.restFor(rest);
        }
        if (e.kind().fault()) {
            endpoint.failed(e.kind() == Kind.unreachable || e.kind() == Kind.missing);
            LOGGER.atWarn()
                    .addKeyValue("model", model.id())
                    .addKeyValue("server", endpoint.base())
                    .addKeyValue("error", e.kind())
                    .log("call of a server failed");
        } else {
            endpoint.succeeded();
        }
    }

    private void exchange(GenerationRequest request, byte[] body, Chunks chunks) throws InterruptedException {
        try (var exchange = new Exchange(model.client(), httpRequest(RequestBody.path(request), body), wanted)) {
            HttpResponse<BodyQueue> response =
                    exchange.head(until(model.limits().firstEvent()));
            if (response.statusCode() != 200) {
                throw failure(response, exchange);
            }
            if (!Exchange.isEventStream(response)) {
                throw AttemptFailed.of(Kind.protocol);
            }
            read(exchange, response.body(), chunks);
        }
    }

    private HttpRequest httpRequest(String path, byte[] body) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(Discovery.below(endpoint.base(), path))
                .POST(BodyPublishers.ofByteArray(body))
                .header("Content-Type", "application/json")
                .header("Accept", "text/event-stream");
        try {
            Optional<String> key = model.key().read();
            key.ifPresent(it -> builder.header("Authorization", "Bearer " + it));
            secret = key.orElse(null);
        } catch (KeyUnusable e) {
            LOGGER.atError()
                    .addKeyValue("model", model.id())
                    .addKeyValue("error", e.getMessage())
                    .log("the key of a model's servers cannot be used");
            throw AttemptFailed.of(Kind.refused);
        }
        Traces.ofProcess().inject(Context.current(), builder::header);
        return builder.build();
    }

    private void read(Exchange exchange, BodyQueue body, Chunks chunks) throws InterruptedException {
        var events = new SseEvents();
        long deadline = until(model.limits().firstEvent());
        while (true) {
            ByteBuffer bytes;
            try {
                bytes = exchange.next(body, deadline);
            } catch (AttemptFailed e) {
                // The answer is whole; what is missing is only the server's word for it.
                if (chunks.allEnded()) {
                    return;
                }
                throw e;
            }
            if (!bytes.hasRemaining()) {
                endOfBody(events, chunks);
                return;
            }
            events.feed(bytes);
            byte[] data = events.next();
            while (data != null) {
                if (isDone(data)) {
                    chunks.endRest();
                    body.drain();
                    return;
                }
                accept(data, chunks);
                deadline = until(
                        chunks.allEnded()
                                ? model.limits().tail()
                                : model.limits().betweenEvents());
                data = events.next();
            }
        }
    }

    private void accept(byte[] data, Chunks chunks) {
        if (firstEventNanos < 0) {
            firstEventNanos = System.nanoTime() - startedNanos;
            model.meters().firstEvent(firstEventNanos);
        }
        if (!wanted.getAsBoolean()) {
            throw new Unwanted();
        }
        chunks.accept(data, secret);
    }

    private static void endOfBody(SseEvents events, Chunks chunks) {
        byte[] rest = events.rest();
        if (rest != null && isDone(rest)) {
            chunks.endRest();
        } else if (!chunks.allEnded()) {
            throw AttemptFailed.of(Kind.cut);
        }
    }

    private static boolean isDone(byte[] data) {
        return Arrays.equals(data, DONE)
                || new String(data, StandardCharsets.ISO_8859_1).strip().equals("[DONE]");
    }

    private AttemptFailed failure(HttpResponse<BodyQueue> response, Exchange exchange) throws InterruptedException {
        int status = response.statusCode();
        Duration retryAfter =
                RetryAfter.parse(response.headers().firstValue("Retry-After").orElse(null), Clock.systemUTC());
        return switch (status) {
            case 401, 402, 403 -> {
                endpoint.refused(status);
                yield AttemptFailed.of(Kind.refused);
            }
            case 404, 405, 410 -> AttemptFailed.of(Kind.missing);
            case 408, 504 -> AttemptFailed.resting(Kind.timeout, retryAfter);
            case 409, 425 -> AttemptFailed.resting(Kind.broken, retryAfter);
            case 429 -> AttemptFailed.resting(Kind.busy, retryAfter);
            default -> {
                if (status >= 500) {
                    yield AttemptFailed.resting(Kind.broken, retryAfter);
                }
                yield status >= 400
                        ? SafeMessage.rejection(exchange.errorBody(response.body()), secret)
                        : AttemptFailed.of(Kind.protocol);
            }
        };
    }

    private long until(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        return end - deadlineNanos < 0 ? end : deadlineNanos;
    }
}
