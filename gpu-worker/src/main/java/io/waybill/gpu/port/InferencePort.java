package io.waybill.gpu.port;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.waybill.gpu.generation.GenerationQueue;
import io.waybill.gpu.generation.GenerationRefused;
import io.waybill.gpu.model.ModelNotAvailable;
import io.waybill.gpu.model.ServedModels;
import io.waybill.models.generation.GenerationEvent;
import io.waybill.telemetry.Traces;
import io.waybill.workflows.batch.Lane;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTP for calls that somebody waits for: {@code POST /internal/v1/embeddings} answers {@code float32[inputs,
 * dimensions]}, little-endian, with the tokens in {@code X-Waybill-Tokens}; {@code POST /internal/v1/generate} answers
 * lines of events while text is made. Only the API, which has the token, calls it.
 */
public final class InferencePort implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(InferencePort.class);

    static {
        // Read once, when the server's classes load: without it an answer waits 40 ms for the client's acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    /** The API takes at most 2 MB for one call. */
    private static final int BODY_BYTES_MAX = 4 * 1024 * 1024;

    /** Calls that are read and wait at a time; each may hold a body. */
    private static final int CALLS_MAX = 256;

    /** Answers that are made or waited for at a time; the queues of the models have bounds of their own. */
    private static final int STREAMS_MAX = 1_024;

    private static final int BACKLOG = 512;

    private static final String RETRY_AFTER_SECONDS = "1";

    private final Tracer tracer = Traces.ofProcess().tracer("io.waybill.gpu");
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore room = new Semaphore(CALLS_MAX);
    private final Semaphore streams = new Semaphore(STREAMS_MAX);
    private final EmbeddingAnswers answers;
    private final ServedModels models;
    private final byte[] authorization;
    private final BooleanSupplier ready;

    private InferencePort(HttpServer server, ServedModels models, String token, BooleanSupplier ready) {
        this.server = server;
        this.answers = new EmbeddingAnswers(models);
        this.models = models;
        this.authorization = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
        this.ready = ready;
    }

    /**
     * Opens the port and answers from then on.
     *
     * @param port 0 for a free one
     * @param token what callers must send as their bearer token
     * @param ready what {@code /internal/readyz} says
     */
    public static InferencePort open(String host, int port, String token, ServedModels models, BooleanSupplier ready)
            throws IOException {
        requireNonNull(ready, "ready");
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName(host), port), BACKLOG);
        InferencePort inferencePort = new InferencePort(server, requireNonNull(models, "models"), token, ready);
        server.setExecutor(inferencePort.threads);
        server.createContext("/", exchange -> inferencePort.handle(exchange));
        server.start();
        return inferencePort;
    }

    /** {@return the port that it listens on} */
    public int port() {
        return server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            switch (path) {
                case "/internal/livez" -> send(exchange, 200, "text/plain", "ok\n".getBytes(StandardCharsets.UTF_8));
                case "/internal/readyz" -> {
                    boolean now = ready.getAsBoolean();
                    byte[] text = (now ? "ok\n" : "starting\n").getBytes(StandardCharsets.UTF_8);
                    send(exchange, now ? 200 : 503, "text/plain", text);
                }
                case "/internal/v1/embeddings" -> embeddings(exchange);
                case "/internal/v1/generate" -> generate(exchange);
                default -> error(exchange, new PortError(404, "not_found", "no such path"));
            }
        }
    }

    private void embeddings(HttpExchange exchange) throws IOException {
        if (!room.tryAcquire()) {
            error(exchange, new PortError(503, "overloaded", "more than " + CALLS_MAX + " calls wait"));
            return;
        }
        try {
            requirePost(exchange);
            EmbeddingAnswers.Answer answer = traced(exchange, EmbeddingCall.parse(body(exchange)));
            exchange.getResponseHeaders().set("X-Waybill-Tokens", Integer.toString(answer.tokens()));
            send(exchange, 200, "application/octet-stream", answer.vectors());
        } catch (PortError e) {
            error(exchange, e);
        } catch (RuntimeException e) {
            LOGGER.atError().setCause(e).log("interactive call failed");
            error(exchange, new PortError(500, "internal_error", "the call failed"));
        } finally {
            room.release();
        }
    }

    private void generate(HttpExchange exchange) throws IOException {
        if (!streams.tryAcquire()) {
            error(exchange, new PortError(429, "overloaded", "more than " + STREAMS_MAX + " answers are made"));
            return;
        }
        var events = new EventStream(exchange);
        try {
            requirePost(exchange);
            GenerationCall call = GenerationCall.parse(body(exchange));
            generate(exchange, call, events);
        } catch (PortError e) {
            fail(exchange, events, e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            fail(exchange, events, new PortError(503, "stopping", "the worker is stopping"));
        } catch (RuntimeException e) {
            LOGGER.atError().setCause(e).log("interactive call failed");
            fail(exchange, events, new PortError(500, "internal_error", "the call failed"));
        } finally {
            streams.release();
        }
    }

    private void generate(HttpExchange exchange, GenerationCall call, EventStream events) throws InterruptedException {
        Span span = span(exchange, call.model());
        try (var _ = span.makeCurrent()) {
            GenerationQueue queue =
                    models.requireGenerator(call.model(), call.digest()).queue();
            if (!queue.ready()) {
                // Nobody holds money, or waits, for what does not answer now.
                throw new PortError(503, "model_not_ready", "model " + call.model() + " does not answer now");
            }
            queue.generate(Lane.interactive, call.request(), events);
        } catch (ModelNotAvailable e) {
            throw EmbeddingAnswers.notAvailable(e);
        } catch (GenerationRefused e) {
            throw new PortError(429, "overloaded", String.valueOf(e.getMessage()));
        } finally {
            span.end();
        }
    }

    /** Tells of an error by status where the answer has not begun, else by an event. */
    private static void fail(HttpExchange exchange, EventStream events, PortError e) throws IOException {
        if (events.begun()) {
            boolean worthAnotherTry = e.status() == 429 || e.status() == 503;
            events.accept(new GenerationEvent.Failed(e.code(), String.valueOf(e.getMessage()), null, worthAnotherTry));
        } else {
            error(exchange, e);
        }
    }

    private void requirePost(HttpExchange exchange) {
        requireAuthorization(exchange);
        if (!exchange.getRequestMethod().equals("POST")) {
            throw new PortError(405, "method_not_allowed", "allowed is POST");
        }
    }

    private Span span(HttpExchange exchange, String model) {
        return tracer.spanBuilder("model " + model)
                .setParent(Traces.ofProcess().extract(exchange.getRequestHeaders()::getFirst))
                .setSpanKind(SpanKind.SERVER)
                .startSpan();
    }

    private EmbeddingAnswers.Answer traced(HttpExchange exchange, EmbeddingCall call) {
        Span span = span(exchange, call.model());
        try (var _ = span.makeCurrent()) {
            return answers.answer(call);
        } finally {
            span.end();
        }
    }

    private void requireAuthorization(HttpExchange exchange) {
        String given = exchange.getRequestHeaders().getFirst("Authorization");
        byte[] bytes = given == null ? new byte[0] : given.getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(bytes, authorization)) {
            throw new PortError(401, "unauthorized", "the bearer token is missing or wrong");
        }
    }

    private static byte[] body(HttpExchange exchange) throws IOException {
        try (InputStream in = exchange.getRequestBody()) {
            byte[] body = in.readNBytes(BODY_BYTES_MAX + 1);
            if (body.length > BODY_BYTES_MAX) {
                throw new PortError(413, "too_large", "the body is over " + BODY_BYTES_MAX + " bytes");
            }
            return body;
        }
    }

    private static void error(HttpExchange exchange, PortError e) throws IOException {
        if (e.status() == 503 || e.status() == 429) {
            exchange.getResponseHeaders().set("Retry-After", RETRY_AFTER_SECONDS);
        }
        StringBuilder json = new StringBuilder("{\"code\":\"").append(e.code()).append("\",\"message\":\"");
        JsonStringEncoder.getInstance().quoteAsString(String.valueOf(e.getMessage()), json);
        send(
                exchange,
                e.status(),
                "application/json",
                json.append("\"}").toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    /** Stops at once: callers try another worker. */
    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
