package io.waybill.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.waybill.standalone.client.BatchWatch;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A worker that is killed while a receiver has its call: the event comes again, under the same id. */
@Tag("integration")
@Timeout(300)
class WebhookKillIT {

    /** An attempt is given up after 45 s, and made anew a second later. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    private static Path directory;

    private static LivePlatform platform = LivePlatform.in(Path.of(""));

    private final List<Received> received = new CopyOnWriteArrayList<>();

    /** Until then the receiver answers nobody. */
    private final CountDownLatch killed = new CountDownLatch(1);

    @BeforeAll
    @Timeout(300)
    static void start() throws Exception {
        platform = LivePlatform.in(directory.resolve("data"));
        platform.up("--split", "--echo", "--allow-network", "127.0.0.0/8");
    }

    @AfterAll
    @Timeout(120)
    static void stop() throws Exception {
        platform.down();
    }

    @Test
    void anEventThatWasOnItsWayComesAgainUnderTheSameId() throws Exception {
        HttpServer receiver = receiver();
        try (var api = platform.client()) {
            api.postOnce(
                    "/v1/webhooks",
                    Map.of("url", "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook"),
                    UUID.randomUUID().toString());
            String id = api.postOnce(
                            "/v1/batches",
                            Map.of(
                                    "tasks",
                                    List.of(Map.of(
                                            "custom_id", "a", "model", "echo", "request_body", Map.of("input", "a")))),
                            UUID.randomUUID().toString())
                    .required("id")
                    .asString();
            JsonNode ended = BatchWatch.follow(api, id, new PrintStream(OutputStream.nullOutputStream()));
            Awaitility.await().atMost(PATIENCE).until(() -> !received.isEmpty());

            LivePlatform.kill(List.of(platform.pid("worker")));
            killed.countDown();

            Awaitility.await().atMost(PATIENCE).until(() -> received.size() > 1);
            assertThat(ended.path("status").asString()).isEqualTo("completed");
            assertThat(received)
                    .extracting(Received::id)
                    .containsOnly(received.getFirst().id());
            assertThat(received)
                    .extracting(Received::body)
                    .containsOnly(received.getFirst().body());
            assertThat(received.getFirst().body()).contains(id, "batch.completed");
            assertThat(Ledger.violations(platform.connection())).isEmpty();
        } finally {
            receiver.stop(0);
        }
    }

    private HttpServer receiver() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/hook", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            received.add(new Received(exchange.getRequestHeaders().getFirst("webhook-id"), body));
            try {
                killed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    private record Received(String id, String body) {}
}
