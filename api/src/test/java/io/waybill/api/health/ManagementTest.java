package io.waybill.api.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.api.testing.ApiServer;
import io.waybill.api.testing.Http;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators see has a port of its own, and the public one has nothing of it. */
@Timeout(60)
class ManagementTest {

    private static final int PORT = freePort();

    @RegisterExtension
    static final ApiServer SERVER = new ApiServer().with("waybill.management.port", PORT);

    private final Http management = new Http(URI.create("http://127.0.0.1:" + PORT), new UUID(0, 0), null);

    @Test
    void servesMetricsAndHealth() {
        assertThat(management.get("/metrics").text())
                .contains("jvm_memory_used_bytes")
                .contains("process_uptime_seconds");
        assertThat(management.get("/livez").text()).isEqualTo("ok\n");
        assertThat(management.get("/readyz").text())
                .contains("postgres ok\n")
                .contains("s3 ok\n")
                .contains("temporal down\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/metrics",
                "/prometheus",
                "/actuator",
                "/actuator/health",
                "/actuator/env",
                "/actuator/heapdump",
                "/actuator/prometheus",
                "/v1/metrics"
            })
    void isNotOnThePublicPort(String path) {
        var asOperator = SERVER.operator().get(path);
        var asNobody = SERVER.anybody().get(path);

        assertThat(asOperator.status()).isEqualTo(404);
        assertThat(asNobody.status()).isIn(401, 404);
        assertThat(asOperator.text() + asNobody.text()).doesNotContain("jvm_", "java.version");
    }

    @Test
    void theApiIsNotOnTheManagementPort() {
        assertThat(management.get("/v1/models").status()).isEqualTo(404);
        assertThat(management.get("/openapi.json").status()).isEqualTo(404);
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
