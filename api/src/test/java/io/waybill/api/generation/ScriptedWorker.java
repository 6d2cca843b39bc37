package io.waybill.api.generation;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.waybill.models.generation.GenerationEvent;
import io.waybill.models.generation.GenerationEvent.ChoiceEnd;
import io.waybill.models.generation.GenerationEvent.Done;
import io.waybill.models.generation.GenerationEvent.Piece;
import io.waybill.models.generation.GenerationWire;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A worker's port that does what a test says. */
final class ScriptedWorker implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** Calls that are answered now. */
    final AtomicInteger running = new AtomicInteger();

    /** Calls that came. */
    final AtomicInteger asked = new AtomicInteger();

    /** Counted by scripts. */
    final AtomicInteger begun = new AtomicInteger();

    /** Calls whose asker went away. */
    final AtomicInteger left = new AtomicInteger();

    volatile Script script = words("one", "two");
    volatile String lastBody = "";

    ScriptedWorker() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 512);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/internal/v1/generate", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Answers with words, a token each, to a prompt of one token. */
    static Script words(String... words) {
        return sink -> {
            for (var i = 0; i < words.length; i++) {
                sink.send(new Piece(0, (i == 0 ? "" : " ") + words[i], List.of()));
            }
            sink.send(new ChoiceEnd(0, "stop"));
            sink.send(new Done(1, words.length, 1));
        };
    }

    /** Refuses, and says when to come back. */
    static Script refusal(int status, String json, int retryAfterSeconds) {
        return sink -> {
            sink.exchange.getResponseHeaders().set("Retry-After", Integer.toString(retryAfterSeconds));
            sink.refuse(status, json);
        };
    }

    /** Refuses with a status. */
    static Script refusal(int status, String json) {
        return sink -> sink.refuse(status, json);
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.incrementAndGet();
        running.incrementAndGet();
        try (exchange) {
            lastBody = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            script.run(new Sink(exchange));
        } catch (IOException _) {
            left.incrementAndGet();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            running.decrementAndGet();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    /** What it answers. */
    @FunctionalInterface
    interface Script {

        void run(Sink sink) throws IOException, InterruptedException;
    }

    /** Where it answers to. */
    static final class Sink {

        private final HttpExchange exchange;
        private OutputStream out = OutputStream.nullOutputStream();
        private boolean begun;

        Sink(HttpExchange exchange) {
            this.exchange = exchange;
        }

        void send(GenerationEvent event) throws IOException {
            write(GenerationWire.line(event));
        }

        void stillHere() throws IOException {
            write(new byte[] {'\n'});
        }

        void refuse(int status, String json) throws IOException {
            var bytes = json.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }

        private void write(byte[] line) throws IOException {
            if (!begun) {
                begun = true;
                exchange.sendResponseHeaders(200, 0);
                out = exchange.getResponseBody();
            }
            out.write(line);
            out.flush();
        }
    }
}
