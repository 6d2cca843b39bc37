package io.waybill.standalone.client;

import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.waybill.standalone.data.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** Receives webhooks on this machine, verifies them, tells of them, and hands them on to a program. */
public final class WebhookReceiver implements AutoCloseable {

    private static final List<String> HEADERS = List.of("webhook-id", "webhook-timestamp", "webhook-signature");
    private static final String CHECKPOINT = "audit.checkpoint";
    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    /** Shorter than what the platform waits for. */
    private static final Duration FORWARD_MAX = Duration.ofSeconds(12);

    private static final int BODY_BYTES_MAX = 64 * 1024;
    private static final int NO_CONTENT = 204;
    private static final int BAD_REQUEST = 400;
    private static final int BAD_GATEWAY = 502;

    private final HttpServer server;
    private final HttpClient http = HttpClient.newHttpClient();
    private final @Nullable URI forward; // null where they are only told of
    private final Consumer<String> told;
    private volatile String secret = "";
    private volatile @Nullable CheckpointWatch watch; // null where checkpoints are told of as they come

    private WebhookReceiver(HttpServer server, @Nullable URI forward, Consumer<String> told) {
        this.server = server;
        this.forward = forward;
        this.told = told;
    }

    /**
     * Begins to listen at a free port of the loopback address.
     *
     * @param forward where what is verified is posted; null for nowhere
     * @param told a line for each event
     */
    public static WebhookReceiver start(@Nullable URI forward, Consumer<String> told) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var receiver = new WebhookReceiver(server, forward, requireNonNull(told, "told"));
        server.createContext("/", receiver::receive);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        return receiver;
    }

    /** {@return where it listens} */
    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    /** Sets the secret, without which nothing is verified. */
    public void verifyBy(String webhookSecret) {
        secret = requireNonNull(webhookSecret, "webhookSecret");
    }

    /** Sets what checkpoints of the log of receipts are verified by. */
    public void watch(CheckpointWatch checkpoints) {
        watch = requireNonNull(checkpoints, "checkpoints");
    }

    @Override
    public void close() {
        server.stop(0);
        http.close();
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readNBytes(BODY_BYTES_MAX);
            List<String> headers = HEADERS.stream()
                    .map(name -> exchange.getRequestHeaders().getFirst(name))
                    .map(value -> value == null ? "" : value)
                    .toList();
            String wrong = new WebhookSignature(headers.get(0), headers.get(1), headers.get(2))
                    .wrong(secret, body, Instant.now(), TOLERANCE);
            if (wrong.isEmpty()) {
                wrong = wrongCheckpoint(body);
            }
            if (!wrong.isEmpty()) {
                told.accept("not verified: " + wrong);
                exchange.sendResponseHeaders(BAD_REQUEST, -1);
                return;
            }
            int status = forward == null ? NO_CONTENT : forward(forward, headers, body);
            told.accept(line(headers.getFirst(), body) + (forward == null ? "" : "  -> " + status));
            exchange.sendResponseHeaders(status, -1);
        }
    }

    private String wrongCheckpoint(byte[] body) {
        var checkpoints = watch;
        if (checkpoints == null) {
            return "";
        }
        try {
            var event = Json.MAPPER.readTree(body);
            return CHECKPOINT.equals(event.path("type").asString(""))
                    ? checkpoints.wrong(event.path("data").path("checkpoint").asString(""))
                    : "";
        } catch (JacksonException e) {
            return "the body is no JSON: " + e.getOriginalMessage();
        } catch (IllegalStateException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private int forward(URI to, List<String> headers, byte[] body) {
        var request = HttpRequest.newBuilder(to)
                .timeout(FORWARD_MAX)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body));
        for (int i = 0; i < HEADERS.size(); i++) {
            request.header(HEADERS.get(i), headers.get(i));
        }
        try {
            return http.send(request.build(), BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            told.accept("nothing answers at " + to + ": " + e.getMessage());
            return BAD_GATEWAY;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return BAD_GATEWAY;
        }
    }

    private static String line(String id, byte[] body) {
        try {
            var event = Json.MAPPER.readTree(body);
            var data = event.path("data");
            if (CHECKPOINT.equals(event.path("type").asString(""))) {
                return "%s  %s  %s: %d leaves, root %s"
                        .formatted(
                                id,
                                CHECKPOINT,
                                data.path("origin").asString(""),
                                data.path("size").asLong(0),
                                data.path("root").asString(""));
            }
            return "%s  %s  %s %s"
                    .formatted(
                            id,
                            event.path("type").asString(""),
                            data.path("id").asString(""),
                            data.path("status").asString(""))
                    .strip();
        } catch (JacksonException _) {
            return id;
        }
    }
}
