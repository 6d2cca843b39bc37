package io.waybill.gpu.upstream;

import static java.util.Objects.requireNonNull;

import io.opentelemetry.context.Context;
import io.waybill.gpu.upstream.AttemptFailed.Kind;
import io.waybill.gpu.upstream.UpstreamKey.KeyUnusable;
import io.waybill.telemetry.Traces;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One try at one server, and what it teaches about the server. Used once, by one thread. */
final class Attempt {

    private static final Logger LOGGER = LoggerFactory.getLogger(Attempt.class);

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
     * Sends a request and reads its answer to the end.
     *
     * @param path behind the base URL
     * @param accept type of the answer
     * @throws AttemptFailed where it has none
     * @throws Unwanted where nobody wants it any more
     */
    void run(String path, String accept, byte[] body, Reader reader) throws InterruptedException {
        try {
            exchange(httpRequest(path, accept, body), reader);
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

    private void exchange(HttpRequest request, Reader reader) throws InterruptedException {
        try (var exchange = new Exchange(model.client(), request, wanted)) {
            HttpResponse<BodyQueue> response =
                    exchange.head(until(model.limits().firstEvent()));
            if (response.statusCode() != 200) {
                throw failure(response, exchange);
            }
            reader.read(exchange, response, this);
        }
    }

    private HttpRequest httpRequest(String path, String accept, byte[] body) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(Discovery.below(endpoint.base(), path))
                .POST(BodyPublishers.ofByteArray(body))
                .header("Content-Type", "application/json")
                .header("Accept", accept);
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

    /**
     * Notes that something of the answer came.
     *
     * @throws Unwanted where nobody wants it any more
     */
    void event() {
        if (firstEventNanos < 0) {
            firstEventNanos = System.nanoTime() - startedNanos;
            model.meters().firstEvent(firstEventNanos);
        }
        if (!wanted.getAsBoolean()) {
            throw new Unwanted();
        }
    }

    /** {@return the server's key, to be kept out of messages; null where there is none} */
    @Nullable
    String secret() {
        return secret;
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

    /** {@return when {@code limit} from now is over, or the whole call's if that is earlier} */
    long until(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        return end - deadlineNanos < 0 ? end : deadlineNanos;
    }

    /** Reads an answer of status 200. */
    interface Reader {

        /** Reads it to its end. */
        void read(Exchange exchange, HttpResponse<BodyQueue> response, Attempt attempt) throws InterruptedException;
    }
}
