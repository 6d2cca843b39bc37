package io.waybill.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * One trace holds a call, the workflow that it starts, and the model at its end, as a collector of OpenTelemetry sees
 * it.
 */
@Tag("integration")
@Timeout(180)
class TracesIT {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String CALLER = "b7ad6b7169203331";

    @TempDir
    private static Path directory;

    private static LivePlatform platform = LivePlatform.in(Path.of(""));
    private static final List<Span> SPANS = new CopyOnWriteArrayList<>();
    private static HttpServer collector;

    @BeforeAll
    @Timeout(300)
    static void start() throws Exception {
        collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/v1/traces", exchange -> {
            try (exchange) {
                boolean gzip = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
                var body = gzip ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody();
                ExportTraceServiceRequest.parseFrom(body)
                        .getResourceSpansList()
                        .forEach(resource ->
                                resource.getScopeSpansList().forEach(scope -> SPANS.addAll(scope.getSpansList())));
                exchange.sendResponseHeaders(200, -1);
            }
        });
        collector.start();
        platform = LivePlatform.in(directory.resolve("data"))
                .with(Map.of(
                        "OTEL_EXPORTER_OTLP_ENDPOINT",
                        "http://127.0.0.1:" + collector.getAddress().getPort(),
                        "OTEL_BSP_SCHEDULE_DELAY",
                        "200"));
        platform.up("--echo");
    }

    @AfterAll
    @Timeout(120)
    static void stop() throws Exception {
        platform.down();
        collector.stop(0);
    }

    @Test
    void aBatchIsOneTraceFromTheCallToTheModel() throws Exception {
        HttpResponse<String> answer = post("/v1/batches", """
                {"tasks": [{"custom_id": "a", "model": "echo", "endpoint": "/v1/embeddings",
                            "request_body": {"input": "one two"}}]}
                """);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("traceparent").orElseThrow()).startsWith("00-" + TRACE + "-");
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(path("model echo"))
                        .startsWith("model echo", "RunActivity:Infer", "StartActivity:Infer")
                        .contains("RunWorkflow:BatchWorkflow")
                        .endsWith("POST /v1/batches"));
    }

    @Test
    void aCallIsOneTraceFromTheClientToTheModel() throws Exception {
        HttpResponse<String> answer = post("/v1/embeddings", """
                {"model": "echo", "input": "one two"}
                """);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(
                        () -> assertThat(paths("model echo")).contains(List.of("model echo", "POST /v1/embeddings")));
    }

    private static HttpResponse<String> post(String path, String body) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(
                                    URI.create(platform.connection().baseUrl().replace("/v1", "") + path))
                            .header(
                                    "Authorization",
                                    "Bearer " + platform.connection().apiKey())
                            .header("Content-Type", "application/json")
                            .header("traceparent", "00-" + TRACE + "-" + CALLER + "-01")
                            .POST(HttpRequest.BodyPublishers.ofString(body, UTF_8))
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    private static List<String> path(String name) {
        return paths(name).stream().filter(path -> path.size() > 2).findFirst().orElse(List.of());
    }

    /** {@return the names from each span of a name up to the one that the caller's is the parent of} */
    private static List<List<String>> paths(String name) {
        Map<String, Span> byId = SPANS.stream()
                .filter(span -> hex(span.getTraceId().toByteArray()).equals(TRACE))
                .collect(toMap(span -> hex(span.getSpanId().toByteArray()), span -> span, (one, _) -> one));
        return byId.values().stream()
                .filter(span -> span.getName().equals(name))
                .map(span -> up(span, byId))
                .toList();
    }

    private static List<String> up(Span from, Map<String, Span> byId) {
        var names = new ArrayList<String>();
        Span span = from;
        while (span != null) {
            names.add(span.getName());
            String parent = hex(span.getParentSpanId().toByteArray());
            if (parent.equals(CALLER)) {
                return names;
            }
            span = byId.get(parent);
        }
        names.add("(no parent)");
        return names;
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
