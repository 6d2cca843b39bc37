package io.waybill.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.standalone.data.Connection;
import io.waybill.standalone.data.Json;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Starting, looking, being killed, starting again, stopping: on one data directory, in this order. */
@Tag("integration")
@Timeout(300)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class UpIT {

    @TempDir
    private static Path directory;

    private static LivePlatform platform = LivePlatform.in(Path.of(""));
    private static LivePlatform.Answer first = new LivePlatform.Answer(-1, "");
    private static int takenPort;

    @BeforeAll
    @Timeout(300)
    static void startWhileThePortIsTaken() throws Exception {
        platform = LivePlatform.in(directory.resolve("data"));
        try (var taken = takeOne()) {
            takenPort = taken.getLocalPort();
            first = platform.up("--port", Integer.toString(takenPort));
        }
    }

    private static String get(String url) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
                    .body();
        }
    }

    /** Not one that the system gives to connections: those around it may be taken at any time. */
    private static ServerSocket takeOne() throws IOException {
        int port = 20_000 + (int) (ProcessHandle.current().pid() % 10_000);
        while (true) {
            try {
                return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
            } catch (BindException _) {
                port++;
            }
        }
    }

    @AfterAll
    @Timeout(120)
    static void stop() throws Exception {
        platform.down();
    }

    @Test
    @Order(1)
    void aTakenPortIsSaidAndTheNextOneUsed() throws Exception {
        Connection connection = platform.connection();

        assertThat(first.text()).contains("port " + takenPort + " is taken");
        assertThat(connection.baseUrl()).doesNotContain(":" + takenPort + "/");
    }

    @Test
    @Order(2)
    void theConnectionIsForItsOwnerAlone() throws IOException {
        var permissions = Files.getPosixFilePermissions(platform.data().connection());

        assertThat(PosixFilePermissions.toString(permissions)).isEqualTo("rw-------");
    }

    @Test
    @Order(2)
    void aSecondOneIsToldWhoHoldsTheDirectory() throws Exception {
        LivePlatform.Answer answer = platform.run("up", "--detach");

        assertThat(answer.exit()).isEqualTo(1);
        assertThat(answer.text()).contains("is held by pid " + platform.pid("supervisor"), "waybill down");
    }

    @Test
    @Order(2)
    void statusTellsProgramsWhatRuns() throws Exception {
        JsonNode status = Json.MAPPER.readTree(platform.run("status", "--json").text());

        assertThat(status.path("state").asString()).isEqualTo("ready");
        assertThat(status.path("processes").findValuesAsString("name")).containsExactly("postgres", "temporal", "node");
    }

    /** What the server in memory cannot say stands here; the others are in the api's MetricsTest. */
    @Test
    @Order(2)
    void itsMetricsTellWhatWaits() throws Exception {
        String url = platform.connection().managementUrls().get("node");

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(get(url + "/metrics"))
                        .contains("waybill_queue_tasks{lane=\"high\",pool=\"embed\"} 0.0")
                        .contains("waybill_queue_age_seconds{lane=\"fill\",pool=\"embed\"} 0.0")
                        .containsPattern("waybill_queue_pollers\\{pool=\"embed\"} [1-9]"));
        assertThat(get(url + "/readyz")).contains("temporal ok");
    }

    @Test
    @Order(2)
    void theDoctorFindsTheBooksInOrder() throws Exception {
        LivePlatform.Answer answer = platform.run("doctor");

        assertThat(answer.exit()).as(answer.text()).isZero();
        assertThat(answer.text()).contains("all invariants of money and items hold");
    }

    @Test
    @Order(3)
    void aKilledSupervisorLeavesADirectoryThatTheNextOneTakesOver() throws Exception {
        Connection before = platform.connection();
        long supervisor = platform.pid("supervisor");
        long node = platform.pid("node");
        ProcessHandle.of(supervisor).orElseThrow().destroyForcibly();
        // Our own processes end with their parent, without being told.
        ProcessHandle.of(node)
                .ifPresent(it -> it.onExit().orTimeout(20, TimeUnit.SECONDS).join());

        LivePlatform.Answer answer = platform.up();
        Connection after = platform.connection();

        assertThat(answer.text()).contains("stopped what an earlier run had left: temporal, postgres");
        assertThat(List.of(after.baseUrl(), after.accountId(), after.apiKey(), after.adminKey()))
                .containsExactly(before.baseUrl(), before.accountId(), before.apiKey(), before.adminKey());
        try (var api = platform.client()) {
            assertThat(api.get("/v1/users/me").path("id").asString()).isEqualTo(before.accountId());
        }
    }

    @Test
    @Order(4)
    void downLeavesNothing() throws Exception {
        var pids = platform.connection().pids();

        LivePlatform.Answer answer = platform.run("down");

        assertThat(answer.exit()).isZero();
        assertThat(pids.values()).noneMatch(pid -> ProcessHandle.of(pid).isPresent());
        assertThat(platform.data().connection()).doesNotExist();
        assertThat(platform.run("status").exit()).isEqualTo(3);
    }
}
