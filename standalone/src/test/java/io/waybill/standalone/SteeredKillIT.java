package io.waybill.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.standalone.client.ApiClient;
import io.waybill.standalone.client.ApiRefused;
import io.waybill.standalone.client.BatchWatch;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Commands on batches of several shards while processes are killed: what was said holds, money and items agree. */
@Tag("integration")
@Timeout(300)
class SteeredKillIT {

    /** Two shards. */
    private static final int ITEMS = 60_000;

    private static final int ADDED = 5_000;
    private static final List<String> PROCESSES = List.of("worker", "gpu-worker", "api", "temporal", "postgres");
    private static final Duration PATIENCE = Duration.ofMinutes(2);

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

    @Test
    void aPauseOutlivesTheDeathOfAllAndTheRestGoesOnInItsNewLane() throws Exception {
        String id = create("paused");
        awaitMiddle(id);

        post(id, "pause", null);
        kill(PROCESSES);
        JsonNode paused = awaitPaused(id);
        awaitQuiet(id);
        long still = completed(id);
        post(id, "reprioritise", Map.of("priority", "high"));
        post(id, "resume", null);
        kill(List.of("worker", "gpu-worker"));
        JsonNode ended = follow(id);

        assertThat(paused.path("request_counts").path("completed").asLong()).isLessThan(ITEMS);
        assertThat(still).isLessThan(ITEMS);
        assertThat(ended.path("status").asString()).isEqualTo("completed");
        assertThat(ended.path("request_counts").path("completed").asLong()).isEqualTo(ITEMS);
        assertBooksAgree();
    }

    @Test
    void whatIsAddedWhileProcessesDieRunsOnce() throws Exception {
        String id;
        try (var api = platform.client()) {
            id = api.post("/v1/batches", Map.of("name", "added")).required("id").asString();
            assertThat(add(api, id, 0).path("num_added").asInt()).isEqualTo(ADDED);
        }
        kill(List.of("worker", "temporal"));
        awaitAdded(id, ADDED);
        kill(List.of("api", "postgres"));
        awaitAdded(id, 2 * ADDED);
        awaitSealed(id);

        JsonNode ended = follow(id);

        assertThat(ended.path("status").asString()).isEqualTo("completed");
        assertThat(ended.path("request_counts").path("total").asLong()).isEqualTo(3L * ADDED);
        assertThat(ended.path("request_counts").path("completed").asLong()).isEqualTo(3L * ADDED);
        assertBooksAgree();
    }

    @Test
    void aCancellationOutlivesTheDeathOfAllAndGivesBackWhatDidNotRun() throws Exception {
        String id = create("cancelled");
        awaitMiddle(id);

        post(id, "cancel", null);
        kill(PROCESSES);
        JsonNode ended = follow(id);

        assertThat(ended.path("status").asString()).isEqualTo("cancelled");
        assertThat(ended.path("cost").path("released").asString()).isNotEqualTo("0");
        assertBooksAgree();
    }

    private static String create(String name) throws IOException, InterruptedException {
        Path file = Files.createTempFile(directory, "batch", ".jsonl");
        try (var out = Files.newBufferedWriter(file)) {
            for (int i = 0; i < ITEMS; i++) {
                out.write("{\"custom_id\":\"" + name + i + "\",\"method\":\"POST\",\"url\":\"/v1/embeddings\",\"body\":"
                        + "{\"model\":\"echo\",\"input\":\"item " + i + " of " + name + "\"}}\n");
            }
        }
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
                    "priority",
                    "low",
                    "reuse",
                    false);
            return api.postOnce("/v1/batches", body, UUID.randomUUID().toString())
                    .required("id")
                    .asString();
        }
    }

    private static JsonNode add(ApiClient api, String id, int from) throws IOException, InterruptedException {
        var requests = IntStream.range(from, from + ADDED)
                .mapToObj(i -> Map.of(
                        "batch_request_id",
                        "added" + i,
                        "endpoint",
                        "/v1/embeddings",
                        "body",
                        Map.of("model", "echo", "input", "addition " + i)))
                .toList();
        return api.post("/v1/batches/" + id + "/requests", Map.of("batch_requests", requests));
    }

    /** As a client does: again until it is answered. What was there already is not added twice. */
    private static void awaitAdded(String id, int from) {
        again(api -> {
            JsonNode answer = add(api, id, from);
            assertThat(answer.path("num_added").asInt()
                            + answer.path("num_existing").asInt())
                    .isEqualTo(ADDED);
        });
    }

    private static void awaitSealed(String id) {
        again(api -> api.post("/v1/batches/" + id + "/seal", null));
    }

    private static void post(String id, String command, @Nullable Map<String, ?> body) {
        again(api -> api.post("/v1/batches/" + id + "/" + command, body));
    }

    private static void again(Call call) {
        Awaitility.await()
                .atMost(PATIENCE)
                .ignoreExceptionsMatching(SteeredKillIT::passes)
                .until(() -> {
                    try (var api = platform.client()) {
                        call.on(api);
                        return true;
                    }
                });
    }

    /** What a client tries again: nobody there, or 5xx. */
    private static boolean passes(Throwable e) {
        return e instanceof IOException || (e instanceof ApiRefused refused && refused.status() >= 500);
    }

    private static void kill(List<String> processes) throws IOException {
        var pids = new ArrayList<Long>();
        for (String process : processes) {
            pids.add(platform.pid(process));
        }
        LivePlatform.kill(pids);
    }

    private static JsonNode get(String id) throws IOException, InterruptedException {
        try (var api = platform.client()) {
            return api.get("/v1/batches/" + id);
        }
    }

    private static long completed(String id) throws IOException, InterruptedException {
        return get(id).path("request_counts").path("completed").asLong();
    }

    private static void awaitMiddle(String id) {
        Awaitility.await()
                .atMost(PATIENCE)
                .ignoreExceptionsMatching(SteeredKillIT::passes)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> completed(id) > 0);
    }

    private static JsonNode awaitPaused(String id) {
        return Awaitility.await()
                .atMost(PATIENCE)
                .ignoreExceptionsMatching(SteeredKillIT::passes)
                .until(() -> get(id), batch -> batch.path("paused").asBoolean(false));
    }

    /** Until what was handed to the workers before the pause has ended. */
    private static void awaitQuiet(String id) {
        var last = new AtomicLong(-1);
        Awaitility.await()
                .atMost(PATIENCE)
                .ignoreExceptionsMatching(SteeredKillIT::passes)
                .pollInterval(Duration.ofSeconds(5))
                .until(() -> {
                    long now = completed(id);
                    return last.getAndSet(now) == now;
                });
    }

    private static JsonNode follow(String id) throws IOException, InterruptedException {
        Awaitility.await()
                .atMost(PATIENCE)
                .ignoreExceptionsMatching(SteeredKillIT::passes)
                .until(() -> get(id) != null);
        try (var api = platform.client()) {
            return BatchWatch.follow(api, id, new PrintStream(OutputStream.nullOutputStream()));
        }
    }

    private static void assertBooksAgree() throws Exception {
        assertThat(Ledger.violations(platform.connection())).isEmpty();
    }

    private interface Call {
        void on(ApiClient api) throws IOException, InterruptedException;
    }
}
