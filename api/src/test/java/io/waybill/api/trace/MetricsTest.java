package io.waybill.api.trace;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.api.testing.Http;
import io.waybill.api.testing.Platform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What operators can count on: each metric of docs/operations.md is there after a batch and a call, and no other. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MetricsTest {

    private static final int PORT = freePort();
    private static final Path HOME = requireNonNull(Path.of("").toAbsolutePath().getParent());
    private static final Pattern EXPOSED = Pattern.compile("(?m)^# TYPE (waybill_\\w+) ");
    private static final Pattern DOCUMENTED =
            Pattern.compile("(?m)^\\| `(waybill_\\w+)` \\| (?:timer|gauge|counter|summary)");
    private static final Pattern USED = Pattern.compile("\\b(waybill_\\w+?)(?:_bucket|_count|_sum)?\\b");

    /** The server in memory cannot say what waits in its queues; UpIT sees these. */
    private static final String OF_QUEUES = "waybill_queue_";

    /** Only models of other servers have them; UpstreamMetersTest sees these. */
    private static final String OF_SERVERS = "waybill_upstream_";

    private static final String TEXT = """
            {"tasks":[{"custom_id":"text","model":"echo-chat","request_body":{"prompt":"a text"}}]}
            """;

    @RegisterExtension
    static final Platform PLATFORM = platform();

    private final Http management = new Http(URI.create("http://127.0.0.1:" + PORT), new UUID(0, 0), null);

    @BeforeAll
    void use() {
        Http client = PLATFORM.api().client(1_000_000_000);
        for (String tasks : List.of(Platform.tasks(5), TEXT)) {
            String id = client.post("/v1/batches", tasks).json().get("id").asString();
            PLATFORM.ended(client, id);
        }
        client.post("/v1/embeddings", "{\"model\":\"echo\",\"input\":\"one call\"}");
        client.post("/v1/completions", "{\"model\":\"echo-chat\",\"prompt\":\"a call\",\"max_tokens\":5}");
    }

    @Test
    void everyDocumentedMetricIsThereAndNoOther() throws Exception {
        var documented = new TreeSet<String>();
        var matcher = DOCUMENTED.matcher(Files.readString(HOME.resolve("docs/operations.md")));
        while (matcher.find()) {
            documented.add(matcher.group(1));
        }
        assertThat(documented.removeIf(name -> name.startsWith(OF_QUEUES))).isTrue();
        assertThat(documented.removeIf(name -> name.startsWith(OF_SERVERS))).isTrue();

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(exposed()).containsExactlyInAnyOrderElementsOf(documented));
    }

    @Test
    void whatDashboardAndAlertsAskForIsThere() throws Exception {
        for (String file : Set.of("docker/monitoring/alerts.yaml", "docker/monitoring/dashboard.json")) {
            var used = new TreeSet<String>();
            var matcher = USED.matcher(Files.readString(HOME.resolve(file)));
            while (matcher.find()) {
                used.add(matcher.group(1));
            }
            used.removeIf(name -> name.startsWith(OF_QUEUES));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(exposed()).as(file).containsAll(used));
            assertThat(used).as(file).hasSizeGreaterThan(3);
        }
    }

    @Test
    void theNumbersAreThoseOfWhatHappened() {
        String text = management.get("/metrics").text();

        assertThat(text)
                .contains("waybill_items_ended_total{error=\"\",state=\"succeeded\"} 6.0")
                .contains("waybill_batches_ended_total{state=\"completed\"} 2.0")
                .contains("waybill_ledger_entries_total{kind=\"hold\"} 3.0")
                .contains("waybill_http_requests_seconds_count{method=\"POST\",route=\"/v1/batches\",status=\"200\"} 2")
                .contains("temporal_activity_schedule_to_start_latency_seconds_count");
    }

    private Set<String> exposed() {
        var names = new TreeSet<String>();
        var matcher = EXPOSED.matcher(management.get("/metrics").text());
        while (matcher.find()) {
            // The largest of a timer is a gauge beside it.
            if (!matcher.group(1).endsWith("_max")) {
                names.add(matcher.group(1));
            }
        }
        return names;
    }

    private static Platform platform() {
        var platform = new Platform();
        platform.api().with("waybill.management.port", PORT);
        return platform;
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
