package io.waybill.standalone.witness;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.waybill.receipts.log.Witness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Serves {@code add-checkpoint}. */
public final class WitnessServer implements AutoCloseable {

    /** One request at a time is decided; more threads would only wait. */
    private static final int THREADS = 4;

    private static final int BACKLOG = 64;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int TOO_LARGE = 413;
    private static final int UNAVAILABLE = 503;

    private final HttpServer server;
    private final ExecutorService threads =
            Executors.newFixedThreadPool(THREADS, Thread.ofPlatform().daemon().factory());

    private WitnessServer(HttpServer server) {
        this.server = server;
    }

    /**
     * Begins to serve.
     *
     * @param port 0 for a free one
     */
    public static WitnessServer start(Witness witness, String host, int port) throws IOException {
        var made = new WitnessServer(
                HttpServer.create(new InetSocketAddress(InetAddress.getAllByName(host)[0], port), BACKLOG));
        made.server.setExecutor(made.threads);
        made.server.createContext("/add-checkpoint", exchange -> answer(witness, exchange));
        made.server.start();
        return made;
    }

    /** {@return where it is} */
    public URI url() {
        return URI.create("http://" + server.getAddress().getHostString() + ":"
                + server.getAddress().getPort());
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private static void answer(Witness witness, HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!exchange.getRequestMethod().equals("POST")
                    || !exchange.getRequestURI().getPath().equals("/add-checkpoint")) {
                send(exchange, new Witness.Answer(METHOD_NOT_ALLOWED, "text/plain", "POST /add-checkpoint\n"));
                return;
            }
            byte[] body = exchange.getRequestBody().readNBytes(Witness.REQUEST_CHARACTERS_MAX + 1);
            if (body.length > Witness.REQUEST_CHARACTERS_MAX) {
                send(exchange, new Witness.Answer(TOO_LARGE, "text/plain", "at most 64 KiB are read\n"));
                return;
            }
            send(exchange, decided(witness, new String(body, StandardCharsets.UTF_8)));
        }
    }

    private static Witness.Answer decided(Witness witness, String request) {
        try {
            return witness.addCheckpoint(request);
        } catch (UncheckedIOException e) {
            // Not written down, so not cosigned.
            System.err.println("waybill: the witness cannot keep what it saw: " + e.getMessage());
            return new Witness.Answer(UNAVAILABLE, "text/plain", "the witness cannot keep what it saw\n");
        }
    }

    private static void send(HttpExchange exchange, Witness.Answer answer) throws IOException {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", answer.contentType());
        exchange.sendResponseHeaders(answer.status(), body.length);
        exchange.getResponseBody().write(body);
    }
}
