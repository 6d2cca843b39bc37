package io.waybill.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.standalone.client.ApiClient;
import io.waybill.standalone.client.BatchWatch;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Where there is no Temporal server, the one in memory runs batches, for as long as the platform runs. */
@Tag("integration")
@Timeout(180)
class InMemoryIT {

    private static final int ITEMS = 200;

    @TempDir
    private static Path directory;

    private static LivePlatform platform = LivePlatform.in(Path.of(""));
    private static LivePlatform.Answer up = new LivePlatform.Answer(-1, "");

    @BeforeAll
    @Timeout(300)
    static void start() throws Exception {
        platform = LivePlatform.in(directory.resolve("data"));
        up = platform.up("--temporal=in-memory");
    }

    @AfterAll
    @Timeout(120)
    static void stop() throws Exception {
        platform.down();
    }

    @Test
    void itSaysThatBatchesDoNotSurviveARestart() throws Exception {
        assertThat(up.text()).contains("in memory: batches do not survive a restart, and there is no UI");
        assertThat(platform.connection().temporalUiUrl()).isEmpty();
    }

    @Test
    void aBatchRunsToItsEndAndTheBooksAgree() throws Exception {
        try (var api = platform.client()) {
            JsonNode batch = follow(api, create(api, ITEMS));

            assertThat(batch.path("status").asString()).isEqualTo("completed");
            assertThat(batch.path("request_counts").path("completed").asInt()).isEqualTo(ITEMS);
            assertThat(batch.path("temporal_url").asString("")).isEmpty();
            assertThat(api.get("/v1/users/me").path("balance").path("held").asString())
                    .isEqualTo("0");
            assertThat(Ledger.violations(platform.connection())).isEmpty();
        }
    }

    @RepeatedTest(10)
    void aCancelledBatchEnds() throws Exception {
        try (var api = platform.client()) {
            String id = create(api, ITEMS);
            api.post("/v1/batches/" + id + "/cancel", null);

            JsonNode batch = follow(api, id);

            // It may have been quicker.
            assertThat(batch.path("status").asString()).isIn("cancelled", "completed");
            assertThat(Ledger.violations(platform.connection())).isEmpty();
        }
    }

    private static String create(ApiClient api, int items) throws Exception {
        List<Map<String, Object>> tasks = IntStream.rangeClosed(1, items)
                .mapToObj(it -> Map.<String, Object>of(
                        "custom_id",
                        "crate-" + it,
                        "model",
                        "all-minilm-l6-v2",
                        "request_body",
                        Map.of("input", "crate number " + it)))
                .toList();
        return api.postOnce(
                        "/v1/batches",
                        Map.of("tasks", tasks, "reuse", false),
                        UUID.randomUUID().toString())
                .required("id")
                .asString();
    }

    private static JsonNode follow(ApiClient api, String id) throws Exception {
        return BatchWatch.follow(api, id, new PrintStream(OutputStream.nullOutputStream()));
    }
}
