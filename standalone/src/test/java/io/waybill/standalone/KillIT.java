package io.waybill.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.standalone.client.ApiClient;
import io.waybill.standalone.client.BatchWatch;
import io.waybill.standalone.data.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Any process killed at any time: the batch ends by itself, and money and results agree. */
@Tag("integration")
@Timeout(300)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KillIT {

    private static final int ITEMS = 3_000;
    private static final int BAD_LINES = 3;
    private static final String MODEL = "all-minilm-l6-v2";
    private static final List<String> PROCESSES = List.of("worker", "gpu-worker", "api", "temporal", "postgres");
    private static final Set<String> LOST = Set.of("engine_error", "worker_lost", "input_lost", "result_lost");
    private static final BigDecimal MILLION = new BigDecimal(1_000_000);

    @TempDir
    private static Path directory;

    private static LivePlatform platform = LivePlatform.in(Path.of(""));

    @BeforeAll
    @Timeout(300)
    static void start() throws Exception {
        platform = LivePlatform.in(directory.resolve("a data directory"));
        platform.up("--split");
    }

    @AfterAll
    @Timeout(120)
    static void stop() throws Exception {
        platform.down();
    }

    @ParameterizedTest
    @ValueSource(strings = {"worker", "gpu-worker", "api", "temporal", "postgres"})
    @Order(1)
    void aBatchSurvivesTheDeathOf(String process) throws Exception {
        String id = create("killed " + process);

        JsonNode batch = followAndKill(id, List.of(process));

        assertEverythingAgrees(batch);
    }

    @Test
    @Order(2)
    void aBatchSurvivesTheDeathOfAllAtOnce() throws Exception {
        String id = create("killed all");

        JsonNode batch = followAndKill(id, PROCESSES);

        assertEverythingAgrees(batch);
    }

    @ParameterizedTest
    @MethodSource("rounds")
    @Order(3)
    void aBatchGoesOnWhenAllWasKilledWithTheSupervisorAndIsStartedAgain(int round) throws Exception {
        String id = create("killed with supervisor, round " + round);
        awaitMiddle(id);
        LivePlatform.kill(platform.connection().pids().values());

        LivePlatform.Answer answer = platform.up("--split");
        JsonNode batch = follow(id);

        assertThat(answer.text()).contains("ready in");
        assertEverythingAgrees(batch);
    }

    /** After all that went wrong above, with what each process said about it. */
    @Test
    @Order(4)
    void noLogHasASecretOrWhatACallerSent() throws Exception {
        var canaries = new TreeMap<String, String>(Map.of("an input", "crate number", "a custom_id", "crate-1"));
        canaries.put("the account's key", platform.connection().apiKey());
        canaries.put("the operator's key", platform.connection().adminKey());
        try (var secrets = Files.list(platform.data().secrets())) {
            for (Path secret : secrets.toList()) {
                canaries.put(
                        secret.getFileName().toString(),
                        Files.readString(secret).strip());
            }
        }

        var found = new ArrayList<String>();
        int read = 0;
        try (var logs = Files.list(platform.data().logs())) {
            for (Path log : logs.toList()) {
                String text = Files.readString(log);
                read++;
                canaries.forEach((name, canary) -> {
                    if (text.contains(canary)) {
                        found.add(log.getFileName() + " has " + name);
                    }
                });
            }
        }

        assertThat(found).isEmpty();
        assertThat(canaries).hasSizeGreaterThan(5);
        assertThat(read).isGreaterThan(5);
    }

    // More than one only to look for what happens seldom: -Dwaybill.rounds=20.
    static IntStream rounds() {
        return IntStream.rangeClosed(1, Integer.getInteger("waybill.rounds", 1));
    }

    private static String create(String name) throws IOException, InterruptedException {
        Path file = Files.createTempFile(directory, "batch", ".jsonl");
        Files.write(file, lines().toList());
        try (var api = platform.client()) {
            String uploaded = api.upload(file, "batch").required("id").asString();
            Map<String, Object> body = Map.of(
                    "name",
                    name,
                    "input_file_id",
                    uploaded,
                    "endpoint",
                    "/v1/embeddings",
                    "completion_window",
                    "24h",
                    "on_invalid",
                    "quarantine",
                    "reuse",
                    false);
            return api.postOnce("/v1/batches", body, UUID.randomUUID().toString())
                    .required("id")
                    .asString();
        }
    }

    private static Stream<String> lines() {
        var line = Json.MAPPER.writer().without(tools.jackson.databind.SerializationFeature.INDENT_OUTPUT);
        return IntStream.rangeClosed(1, ITEMS)
                .mapToObj(number -> line.writeValueAsString(Map.of(
                        "custom_id",
                        id(number),
                        "method",
                        "POST",
                        "url",
                        "/v1/embeddings",
                        "body",
                        Map.of("model", MODEL, "input", number % 1_000 == 7 ? "" : "crate number " + number))));
    }

    private static String id(int number) {
        return "crate-" + number;
    }

    private static JsonNode followAndKill(String id, List<String> processes) throws Exception {
        awaitMiddle(id);
        var pids = new ArrayList<Long>();
        for (String process : processes) {
            pids.add(platform.pid(process));
        }
        LivePlatform.kill(pids);
        return follow(id);
    }

    private static JsonNode follow(String id) throws IOException, InterruptedException {
        try (var api = platform.client()) {
            return BatchWatch.follow(api, id, new PrintStream(java.io.OutputStream.nullOutputStream()));
        }
    }

    // Follows until some items have ended and others have not.
    private static void awaitMiddle(String id) throws IOException, InterruptedException {
        class Middle extends RuntimeException {}
        try (var api = platform.client()) {
            BatchWatch.follow(api, id, new PrintStream(java.io.OutputStream.nullOutputStream()), batch -> {
                if (batch.path("request_counts").path("completed").asLong() > 0) {
                    throw new Middle();
                }
            });
        } catch (Middle _) {
            return;
        }
        throw new AssertionError("the batch ended before anything could be killed");
    }

    private static void assertEverythingAgrees(JsonNode batch) throws Exception {
        assertThat(batch.path("status").asString()).isEqualTo("completed");
        try (var api = platform.client()) {
            List<JsonNode> results = content(api, batch, "output_file_id");
            List<JsonNode> errors = content(api, batch, "error_file_id");
            assertThat(errors.stream().map(KillIT::code).filter(LOST::contains))
                    .as("items that were lost, such as %s", errors.getLast())
                    .isEmpty();
            assertThat(batch.path("request_counts").path("completed").asLong()).isEqualTo(ITEMS - BAD_LINES);
            assertThat(Stream.concat(results.stream(), errors.stream())
                            .map(it -> it.path("custom_id").asString()))
                    .as("each item exactly once in output or errors")
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.rangeClosed(1, ITEMS).mapToObj(KillIT::id).toList());
            assertThat(errors).hasSize(BAD_LINES);
            JsonNode cost = batch.path("cost");
            assertThat(decimal(cost, "captured")).isEqualByComparingTo(priceOf(api, results));
            assertThat(decimal(cost, "held"))
                    .isEqualByComparingTo(decimal(cost, "captured").add(decimal(cost, "released")));
            assertThat(decimal(api.get("/v1/users/me").path("balance"), "held")).isZero();
        }
        assertThat(Ledger.violations(platform.connection())).isEmpty();
    }

    private static String code(JsonNode errorLine) {
        return errorLine.path("error").path("code").asString();
    }

    // From the tokens in the results and the published price, not from anything the ledger says.
    private static BigDecimal priceOf(ApiClient api, List<JsonNode> results) throws IOException, InterruptedException {
        long tokens = results.stream()
                .mapToLong(it -> it.path("response")
                        .path("body")
                        .path("usage")
                        .path("total_tokens")
                        .asLong())
                .sum();
        assertThat(tokens).isPositive();
        JsonNode prices = api.get("/v1/models/" + MODEL).path("pricing").path("per_million");
        return new BigDecimal(prices.path("low").asString())
                .multiply(new BigDecimal(tokens))
                .divide(MILLION);
    }

    private static BigDecimal decimal(JsonNode money, String field) {
        return new BigDecimal(money.required(field).asString());
    }

    private static List<JsonNode> content(ApiClient api, JsonNode batch, String field)
            throws IOException, InterruptedException {
        String file = batch.required(field).asString();
        try (var lines = new BufferedReader(
                new InputStreamReader(api.open("/v1/files/" + file + "/content"), StandardCharsets.UTF_8))) {
            return lines.lines().map(Json.MAPPER::readTree).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
