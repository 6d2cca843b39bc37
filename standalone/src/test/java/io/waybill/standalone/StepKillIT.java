package io.waybill.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.waybill.receipts.log.NoteKey;
import io.waybill.receipts.pack.PackVerifier;
import io.waybill.receipts.pack.Trust;
import io.waybill.receipts.pack.Verdict;
import io.waybill.standalone.client.ApiClient;
import io.waybill.standalone.client.ApiRefused;
import io.waybill.standalone.client.BatchWatch;
import io.waybill.standalone.data.Connection;
import io.waybill.standalone.data.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** A process killed in the middle of one certain step: the step is done once. */
@Tag("integration")
@Timeout(300)
class StepKillIT {

    /** More than one object of receipts holds, so that what was written before the death is gone on with. */
    private static final int ITEMS = 40_000;

    private static final int TEXTS = 24;
    private static final int WORDS = 12;

    /** Of {@code echo-chat} in lane low. */
    private static final BigDecimal TOKEN_IN = new BigDecimal("0.0005");

    private static final BigDecimal TOKEN_OUT = new BigDecimal("0.001");
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    private static Path directory;

    private static LivePlatform platform = LivePlatform.in(Path.of(""));

    @BeforeAll
    @Timeout(300)
    static void start() throws Exception {
        platform = LivePlatform.in(directory.resolve("data"));
        platform.up("--split", "--echo");
    }

    @AfterAll
    @Timeout(120)
    static void stop() throws Exception {
        platform.down();
    }

    /** A lock keeps the step from its last statement, when all receipts are made, until its worker is dead. */
    @Test
    void receiptsAreThereOnceWhereTheWorkerDiedWhileItMadeThem() throws Exception {
        String id;
        Connection connection = platform.connection();
        try (var database = DriverManager.getConnection(
                        connection.postgresJdbcUrl(), connection.postgresUser(), connection.postgresPassword());
                var statement = database.createStatement()) {
            database.setAutoCommit(false);
            statement.execute("LOCK TABLE log_queue IN SHARE MODE");
            id = create("attested", "/v1/embeddings", ITEMS, i -> Map.of("model", "echo", "input", "item " + i));
            Awaitility.await()
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> count("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                                    + " AND query LIKE 'INSERT INTO log_queue%'")
                            > 0);
            LivePlatform.kill(List.of(platform.pid("worker")));
            database.rollback();
        }

        JsonNode batch = follow(id);
        List<JsonNode> receipts = receipts(id);
        Verdict verdict = PackVerifier.verify(pack(id), Trust.of(NoteKey.parse(logKey())));

        assertThat(batch.path("status").asString()).isEqualTo("completed");
        assertThat(receipts).extracting(it -> it.path("index").asInt()).containsExactlyElementsOf(indices(ITEMS));
        assertThat(receipts.stream().map(it -> it.path("audit_id").asString()).distinct())
                .hasSize(ITEMS);
        assertThat(verdict.overall()).as(verdict.toString()).isEqualTo(Verdict.Answer.HOLDS);
        assertThat(count("SELECT sum(items) + count(*) FROM receipt_batch"))
                .as("each receipt and each statement is one leaf of the log")
                .isEqualTo(count("SELECT size FROM log_state"));
        assertThat(platform.run("log", "check").text()).contains("holds: ");
        assertThat(Ledger.violations(platform.connection())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpu-worker", "worker"})
    void textsAreAnsweredAndPaidOnceWhereTheDeathCameWhileTheyWereMade(String process) throws Exception {
        String id = create(
                "texts " + process,
                "/v1/chat/completions",
                TEXTS,
                i -> Map.of(
                        "model",
                        "echo-chat",
                        "max_tokens",
                        2 * WORDS,
                        "messages",
                        List.of(Map.of("role", "user", "content", "!slow 100 " + text(i)))));
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> completed(id) > 0);

        LivePlatform.kill(List.of(platform.pid(process)));
        JsonNode batch = follow(id);
        List<JsonNode> results = content(batch);

        assertThat(batch.path("status").asString()).isEqualTo("completed");
        assertThat(results)
                .extracting(it -> it.path("custom_id").asString() + ": "
                        + it.at("/response/body/choices/0/message/content").asString())
                .containsExactlyInAnyOrderElementsOf(indices(TEXTS).stream()
                        .map(i -> "item-" + i + ": " + text(i))
                        .toList());
        assertThat(new BigDecimal(batch.at("/cost/captured").asString())).isEqualByComparingTo(price(results));
        assertThat(new BigDecimal(batch.at("/cost/held").asString()))
                .isEqualByComparingTo(price(results)
                        .add(new BigDecimal(batch.at("/cost/released").asString())));
        assertThat(attemptsMost(id)).isLessThanOrEqualTo(2);
        assertThat(Ledger.violations(platform.connection())).isEmpty();
    }

    private static List<Integer> indices(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private static String text(int item) {
        return String.join(
                " ",
                IntStream.range(0, WORDS).mapToObj(i -> "w" + item + "-" + i).toList());
    }

    private static String create(String name, String endpoint, int items, IntFunction<Map<String, ?>> body)
            throws IOException, InterruptedException {
        var line = Json.MAPPER.writer().without(tools.jackson.databind.SerializationFeature.INDENT_OUTPUT);
        Path file = Files.createTempFile(directory, "batch", ".jsonl");
        try (var out = Files.newBufferedWriter(file)) {
            for (int i = 0; i < items; i++) {
                out.write(line.writeValueAsString(Map.of(
                                "custom_id", "item-" + i, "method", "POST", "url", endpoint, "body", body.apply(i)))
                        + "\n");
            }
        }
        try (var api = platform.client()) {
            String uploaded = api.upload(file, "batch").required("id").asString();
            Map<String, Object> batch = Map.of(
                    "name",
                    name,
                    "input_file_id",
                    uploaded,
                    "endpoint",
                    endpoint,
                    "completion_window",
                    "24h",
                    "priority",
                    "low",
                    "reuse",
                    false);
            return api.postOnce("/v1/batches", batch, UUID.randomUUID().toString())
                    .required("id")
                    .asString();
        }
    }

    private static JsonNode follow(String id) throws IOException, InterruptedException {
        try (var api = platform.client()) {
            return BatchWatch.follow(api, id, new PrintStream(OutputStream.nullOutputStream()));
        }
    }

    private static long completed(String id) throws IOException, InterruptedException {
        try (var api = platform.client()) {
            return api.get("/v1/batches/" + id)
                    .path("request_counts")
                    .path("completed")
                    .asLong();
        }
    }

    private static List<JsonNode> receipts(String id) throws IOException, InterruptedException {
        var all = new java.util.ArrayList<JsonNode>();
        try (var api = platform.client()) {
            String after = "";
            do {
                String path = "/v1/batches/" + id + "/receipts?limit=1000" + after;
                JsonNode page = logged(() -> api.get(path));
                page.path("data").forEach(all::add);
                after = page.path("next").isNull() || page.path("next").isMissingNode()
                        ? ""
                        : "&after=" + page.path("next").asString();
            } while (!after.isEmpty());
        }
        return all;
    }

    private static byte[] pack(String id) throws IOException, InterruptedException {
        try (var api = platform.client();
                var pack = api.open("/v1/batches/" + id + "/evidence")) {
            return pack.readAllBytes();
        }
    }

    private static String logKey() throws IOException, InterruptedException {
        try (var api = platform.client();
                var key = api.open("/log/key")) {
            return new String(key.readAllBytes(), StandardCharsets.US_ASCII).strip();
        }
    }

    /** Waits until receipts stand in the log. */
    private static JsonNode logged(java.util.concurrent.Callable<JsonNode> call) {
        return Awaitility.await()
                .atMost(PATIENCE)
                .ignoreExceptionsMatching(e -> e instanceof ApiRefused refused && refused.status() == 409)
                .until(call, answer -> true);
    }

    private static List<JsonNode> content(JsonNode batch) throws IOException, InterruptedException {
        try (var api = platform.client()) {
            return lines(api, "/v1/files/" + batch.required("output_file_id").asString() + "/content");
        }
    }

    private static List<JsonNode> lines(ApiClient api, String path) throws IOException, InterruptedException {
        try (var lines = new BufferedReader(new InputStreamReader(api.open(path), StandardCharsets.UTF_8))) {
            return lines.lines().map(Json.MAPPER::readTree).toList();
        }
    }

    private static BigDecimal price(List<JsonNode> results) {
        BigDecimal price = BigDecimal.ZERO;
        for (JsonNode result : results) {
            JsonNode usage = result.at("/response/body/usage");
            assertThat(usage.path("completion_tokens").asLong()).isEqualTo(WORDS);
            price = price.add(TOKEN_IN.multiply(
                            BigDecimal.valueOf(usage.path("prompt_tokens").asLong())))
                    .add(TOKEN_OUT.multiply(
                            BigDecimal.valueOf(usage.path("completion_tokens").asLong())));
        }
        return price;
    }

    private static long count(String query) throws IOException, SQLException {
        Connection connection = platform.connection();
        try (var database = DriverManager.getConnection(
                        connection.postgresJdbcUrl(), connection.postgresUser(), connection.postgresPassword());
                var statement = database.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** {@return how often the activity of an item was tried that was tried most} */
    private static int attemptsMost(String id) throws IOException {
        Connection connection = platform.connection();
        WorkflowServiceStubs temporal = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setTarget(connection.temporalAddress())
                .build());
        try {
            var history = temporal.blockingStub()
                    .getWorkflowExecutionHistory(GetWorkflowExecutionHistoryRequest.newBuilder()
                            .setNamespace(connection.temporalNamespace())
                            .setExecution(WorkflowExecution.newBuilder().setWorkflowId(id))
                            .build())
                    .getHistory()
                    .getEventsList();
            assertThat(history.stream()
                            .filter(event -> event.getEventType() == EventType.EVENT_TYPE_ACTIVITY_TASK_STARTED)
                            .count())
                    .as("activities of the items are the batch's own")
                    .isGreaterThan(TEXTS);
            return history.stream()
                    .filter(HistoryEvent::hasActivityTaskStartedEventAttributes)
                    .mapToInt(event ->
                            event.getActivityTaskStartedEventAttributes().getAttempt())
                    .max()
                    .orElse(0);
        } finally {
            temporal.shutdownNow();
        }
    }
}
