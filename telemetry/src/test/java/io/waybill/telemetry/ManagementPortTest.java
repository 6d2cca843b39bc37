package io.waybill.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ManagementPortTest {

    private final Map<String, Boolean> parts = new ConcurrentHashMap<>(Map.of("postgres", true, "s3", true));

    private ManagementPort port;

    @BeforeEach
    void open() throws Exception {
        port = ManagementPort.open("127.0.0.1", 0, () -> parts);
    }

    @AfterEach
    void close() {
        port.close();
    }

    @Test
    void servesTheMetersOfTheProcessAndItsOwn() throws Exception {
        Metrics.counter("waybill.test.events", "kind", "one").increment(3);

        var answer = get("/metrics");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(it -> assertThat(it).startsWith("text/plain"));
        assertThat(answer.body())
                .contains("waybill_test_events_total{kind=\"one\"} 3.0")
                .contains("jvm_memory_used_bytes")
                .contains("process_cpu_usage")
                .contains("logback_events_total");
    }

    @Test
    void tellsWhichPartIsDown() throws Exception {
        var before = get("/readyz");
        parts.put("postgres", false);

        var after = get("/readyz");

        assertThat(before.statusCode()).isEqualTo(200);
        assertThat(before.body()).isEqualTo("ok\npostgres ok\ns3 ok\n");
        assertThat(after.statusCode()).isEqualTo(503);
        assertThat(after.body()).isEqualTo("down\npostgres down\ns3 ok\n");
        assertThat(get("/livez").statusCode()).isEqualTo(200);
    }

    @Test
    void hasFewBucketsForEachOfTemporalsDurations() throws Exception {
        Timer.builder("temporal_request_latency")
                .publishPercentileHistogram()
                .register(Metrics.globalRegistry)
                .record(Duration.ofMillis(30));

        assertThat(get("/metrics")
                        .body()
                        .lines()
                        .filter(line -> line.startsWith("temporal_request_latency_seconds_bucket")))
                .hasSize(9)
                .anyMatch(line -> line.contains("le=\"0.1\"") && line.endsWith(" 1"));
    }

    @Test
    void hasNothingElse() throws Exception {
        assertThat(get("/").statusCode()).isEqualTo(404);
        assertThat(get("/actuator/env").statusCode()).isEqualTo(404);
        assertThat(get("/readyz/").statusCode()).isEqualTo(404);
    }

    @Test
    void saysWhichPortIsTakenAndHowToTakeAnother() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> ManagementPort.open("127.0.0.1", taken.getLocalPort(), () -> parts))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("127.0.0.1:" + taken.getLocalPort())
                    .hasMessageContaining("waybill.management.port");
        }
    }

    @Test
    void countsNothingMoreWhenItIsClosed() {
        var counter = Metrics.counter("waybill.test.after");
        port.close();

        counter.increment();

        assertThat(Metrics.globalRegistry.getRegistries()).isEmpty();
        assertThat(counter.count()).isZero();
    }

    private HttpResponse<String> get(String path) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port.port() + path))
                            .build(),
                    BodyHandlers.ofString());
        }
    }
}
