package io.waybill.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.standalone.client.BatchWatch;
import io.waybill.standalone.data.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * A model of a server that others wrote, llama.cpp's with SmolLM2 135M, added by the command line and served by a whole
 * platform; skipped where there is no pip.
 */
@Tag("integration")
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UpstreamIT {

    private static final Path SCRIPT = Path.of("")
            .toAbsolutePath()
            .resolveSibling("tests")
            .resolve("upstream")
            .resolve("serve");

    private static final int TEXTS = 8;
    private static final int TOKENS_MAX = 12;
    private static final BigDecimal TOKEN_IN = new BigDecimal("0.001");
    private static final BigDecimal TOKEN_OUT = new BigDecimal("0.002");

    @TempDir
    private static Path directory;

    private Process server;
    private LivePlatform platform = LivePlatform.in(Path.of(""));

    @BeforeAll
    @Timeout(300)
    void start() throws Exception {
        server = new ProcessBuilder(SCRIPT.toString())
                .redirectError(directory.resolve("server.log").toFile())
                .start();
        String url =
                new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8)).readLine();
        if (url == null) {
            Assumptions.abort("no server of others on this machine: "
                    + Files.readString(directory.resolve("server.log")).strip());
        }
        Path manifests = directory.resolve("manifests");
        platform = LivePlatform.in(directory.resolve("data"))
                .with(Map.of("WAYBILL_MODELS_MANIFESTS", manifests.toString()));

        var added = platform.runAsIs(List.of(
                "models",
                "add",
                url,
                "--model",
                "smollm2",
                "--id",
                "foreign",
                "--key-file",
                key().toString(),
                "--price-in",
                "1000",
                "--price-out",
                "2000",
                "--context",
                "2048",
                "--output",
                "256"));

        assertThat(added.exit()).as(added.text()).isZero();
        assertThat(added.text()).contains("added foreign");
        platform.up();
    }

    @AfterAll
    @Timeout(120)
    void stop() throws Exception {
        if (Files.exists(directory.resolve("data"))) {
            platform.down();
        }
        server.getOutputStream().close();
        server.destroy();
    }

    @Test
    void aChatIsStreamedAndCostsWhatItsServerCounted() throws Exception {
        BigDecimal before = available();
        var body = chat("Count to three.");
        body.put("stream", true);
        body.put("stream_options", Map.of("include_usage", true));

        List<JsonNode> events = stream(body);

        JsonNode usage = events.getLast().path("usage");
        assertThat(events)
                .filteredOn(
                        it -> !it.at("/choices/0/delta/content").asString("").isEmpty())
                .hasSizeGreaterThan(2);
        assertThat(usage.path("prompt_tokens").asInt()).isBetween(10, 60);
        assertThat(usage.path("completion_tokens").asInt()).isBetween(2, TOKENS_MAX);
        assertThat(before.subtract(available()))
                .isEqualByComparingTo(TOKEN_IN.multiply(
                                BigDecimal.valueOf(usage.path("prompt_tokens").asLong()))
                        .add(TOKEN_OUT.multiply(BigDecimal.valueOf(
                                usage.path("completion_tokens").asLong()))));
        assertThat(Ledger.violations(platform.connection())).isEmpty();
    }

    @Test
    void aBatchOfTextsIsAnsweredAndPaid() throws Exception {
        JsonNode batch;
        List<JsonNode> results;
        try (var api = platform.client()) {
            String file = api.upload(lines(), "batch").required("id").asString();
            String id = api.postOnce(
                            "/v1/batches",
                            Map.of(
                                    "input_file_id", file,
                                    "endpoint", "/v1/chat/completions",
                                    "completion_window", "24h"),
                            UUID.randomUUID().toString())
                    .required("id")
                    .asString();
            batch = BatchWatch.follow(api, id, new PrintStream(OutputStream.nullOutputStream()));
            String output = "/v1/files/" + batch.required("output_file_id").asString() + "/content";
            try (var content = new BufferedReader(new InputStreamReader(api.open(output), StandardCharsets.UTF_8))) {
                results = content.lines().map(Json.MAPPER::readTree).toList();
            }
        }

        assertThat(batch.path("status").asString()).isEqualTo("completed");
        assertThat(results).hasSize(TEXTS).allSatisfy(result -> {
            assertThat(result.at("/response/body/choices/0/message/content").asString())
                    .isNotBlank();
            assertThat(result.at("/response/body/usage/completion_tokens").asInt())
                    .isBetween(1, TOKENS_MAX);
        });
        BigDecimal captured = new BigDecimal(batch.at("/cost/captured").asString());
        assertThat(captured).isPositive();
        assertThat(captured.add(new BigDecimal(batch.at("/cost/released").asString())))
                .isEqualByComparingTo(batch.at("/cost/held").asString());
        assertThat(Ledger.violations(platform.connection())).isEmpty();
    }

    private static Path key() throws IOException {
        Path key = Files.createFile(
                directory.resolve("key"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(key, "test-key");
    }

    private static Map<String, Object> chat(String text) {
        return new HashMap<>(Map.of(
                "model",
                "foreign",
                "max_tokens",
                TOKENS_MAX,
                "messages",
                List.of(Map.of("role", "user", "content", text))));
    }

    private static Path lines() throws IOException {
        var line = Json.MAPPER.writer().without(tools.jackson.databind.SerializationFeature.INDENT_OUTPUT);
        var lines = new ArrayList<String>();
        for (int i = 0; i < TEXTS; i++) {
            lines.add(line.writeValueAsString(Map.of(
                    "custom_id",
                    "item-" + i,
                    "method",
                    "POST",
                    "url",
                    "/v1/chat/completions",
                    "body",
                    chat("Say the number " + i + "."))));
        }
        return Files.write(directory.resolve("texts.jsonl"), lines);
    }

    private List<JsonNode> stream(Map<String, Object> body) throws IOException, InterruptedException {
        var connection = platform.connection();
        var request = HttpRequest.newBuilder(URI.create(connection.baseUrl() + "/chat/completions"))
                .header("Authorization", "Bearer " + connection.apiKey())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(Json.MAPPER.writeValueAsString(body)))
                .build();
        try (var http = HttpClient.newHttpClient()) {
            // The server's health is asked beside the start.
            var answer = Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> http.send(request, BodyHandlers.ofLines()), it -> it.statusCode() == 200);
            List<String> lines = answer.body().toList();
            assertThat(lines).contains("data: [DONE]");
            return lines.stream()
                    .filter(it -> it.startsWith("data: {"))
                    .map(it -> Json.MAPPER.readTree(it.substring("data: ".length())))
                    .toList();
        }
    }

    private BigDecimal available() throws IOException, InterruptedException {
        try (var api = platform.client()) {
            return new BigDecimal(
                    api.get("/v1/users/me").at("/balance/available").asString());
        }
    }
}
