package io.waybill.gpu.port;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.waybill.gpu.generation.GenerationQueue;
import io.waybill.gpu.model.InferenceDevice;
import io.waybill.gpu.model.ServedModels;
import io.waybill.models.catalog.CatalogSettings;
import io.waybill.models.catalog.ModelCatalog;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A model that nobody can answer for now. */
@Timeout(60)
class NotReadyTest {

    private static final String TOKEN = "the-token-of-the-port";

    private static final String ANSWER = """
            data: {"choices":[{"index":0,"delta":{"content":"hi"},"finish_reason":"stop"}]}

            data: [DONE]

            """;

    @TempDir
    private Path directory;

    @Test
    void refusesAtOnceWhileNoServerOfAModelIsHealthyAndAnswersWhenOneIs() throws Exception {
        InetSocketAddress nobody;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = (InetSocketAddress) free.getLocalSocketAddress();
        }
        ModelCatalog catalog = catalog(nobody.getPort());
        String digest = catalog.find("far").orElseThrow().digest();

        try (var models = new ServedModels(catalog, InferenceDevice.cpu, 1);
                var port = InferencePort.open("127.0.0.1", 0, TOKEN, models, () -> true)) {
            GenerationQueue queue = models.requireGenerator("far", digest).queue();
            Awaitility.await().until(() -> !queue.ready());
            long begun = System.nanoTime();
            HttpResponse<String> refused = generate(port.port(), digest);
            Duration took = Duration.ofNanos(System.nanoTime() - begun);

            HttpServer again = HttpServer.create(nobody, 0);
            again.createContext("/", exchange -> {
                String body = exchange.getRequestURI().getPath().endsWith("/models")
                        ? "{\"data\":[{\"id\":\"tiny\"}]}"
                        : ANSWER;
                exchange.getRequestBody().readAllBytes();
                exchange.getResponseHeaders()
                        .set("Content-Type", body.startsWith("data") ? "text/event-stream" : "application/json");
                exchange.sendResponseHeaders(200, 0);
                try (exchange) {
                    exchange.getResponseBody().write(body.getBytes(StandardCharsets.UTF_8));
                }
            });
            again.start();
            Awaitility.await().atMost(Duration.ofSeconds(40)).until(queue::ready);
            HttpResponse<String> answered = generate(port.port(), digest);
            again.stop(0);

            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).contains("\"code\":\"model_not_ready\"", "model far does not answer now");
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(took).isLessThan(Duration.ofSeconds(3));
            assertThat(answered.statusCode()).isEqualTo(200);
            assertThat(answered.body()).contains("\"text\":\"hi\"", "\"type\":\"done\"");
        }
    }

    private static HttpResponse<String> generate(int port, String digest) throws Exception {
        String body = """
                {"model":"far","digest":"%s","endpoint":"/v1/chat/completions","max_tokens":5,
                 "body":{"model":"far","messages":[{"role":"user","content":"hi"}]}}""".formatted(digest);
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/internal/v1/generate"))
                            .header("Authorization", "Bearer " + TOKEN)
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private ModelCatalog catalog(int port) throws Exception {
        Files.writeString(directory.resolve("model.yaml"), """
                id: far
                task: chat
                engine: upstream
                pool: upstream
                files: {}
                deterministic: false
                limits: { context: 8192, chunk: 1, seconds_per_item: 5, inputs: 1, output: 1024, output_default: 256 }
                pricing: { unit: token, per_million: 1, output_per_million: 2 }
                upstream: { urls: [ "http://127.0.0.1:%d/v1" ], model: tiny, concurrency: 4, timeout_seconds: 30 }
                license: proprietary
                """.formatted(port));
        return ModelCatalog.load(new CatalogSettings(directory.resolve("files"), List.of(directory), false));
    }
}
