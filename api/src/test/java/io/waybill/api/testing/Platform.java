package io.waybill.api.testing;

import io.temporal.testserver.TestServer;
import io.temporal.testserver.TestServer.PortBoundTestServer;
import io.waybill.activities.worker.WorkerState;
import io.waybill.gpu.worker.GpuSettings;
import io.waybill.gpu.worker.RunningWorker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import tools.jackson.databind.JsonNode;

/**
 * Everything that runs a batch: the API with the workflow worker, Temporal's in-memory server, PostgreSQL, S3, and a
 * gpu-worker with the echo model.
 */
public final class Platform implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

    /** Price of an echo item in the lane {@code low}, in nano-units. */
    public static final long ECHO_LOW_NANOS = 500_000;

    private static final String TOKEN = "token-of-the-tests";
    private static final Duration END = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(50);

    private final int temporalPort = freePort();
    private final int inferencePort = freePort();
    private final ApiServer api = new ApiServer()
            .with("waybill.temporal.address", "127.0.0.1:" + temporalPort)
            .with("waybill.temporal.ui-url", "http://ui.example/")
            .with("waybill.worker.enabled", "true")
            .with("waybill.inference.urls", "http://127.0.0.1:" + inferencePort)
            .with("waybill.inference.token", TOKEN)
            // Receivers of tests; nothing else of this machine.
            .with("waybill.http.allowed-networks", "127.0.0.2/32");
    private @Nullable PortBoundTestServer temporal; // null before the start
    private @Nullable RunningWorker worker; // null before the start

    /** {@return the API} */
    public ApiServer api() {
        return api;
    }

    /** Starts the engine and the workers after the API. */
    public void startEngine() {
        temporal = TestServer.createPortBoundServer(temporalPort, true);
        try {
            worker = RunningWorker.start(gpuSettings());
            worker.awaitReady(END);
            Awaitility.await()
                    .atMost(END)
                    .until(() -> api.bean(WorkerState.class).isReady());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** {@return the batch when it has ended} */
    public JsonNode ended(Http client, String batchId) {
        return Awaitility.await()
                .atMost(END)
                .pollInterval(POLL)
                .until(
                        () -> client.get("/v1/batches/" + batchId).json(),
                        batch -> List.of("completed", "failed", "cancelled", "expired")
                                .contains(batch.get("status").asString()));
    }

    /** {@return a body of {@code count} echo tasks} */
    public static String tasks(int count) {
        var tasks = new StringBuilder("{\"reuse\":false,\"tasks\":[");
        for (var i = 0; i < count; i++) {
            tasks.append(i == 0 ? "" : ",")
                    .append("{\"custom_id\":\"t")
                    .append(i)
                    .append("\",\"model\":\"echo\",\"request_body\":{\"input\":\"text ")
                    .append(i)
                    .append("\"}}");
        }
        return tasks.append("]}").toString();
    }

    /** {@return a line of an input file} */
    public static String line(String customId, String input) {
        return "{\"custom_id\":\"" + customId
                + "\",\"method\":\"POST\",\"url\":\"/v1/embeddings\",\"body\":{\"model\":\"echo\",\"input\":\"" + input
                + "\"}}\n";
    }

    /** {@return what an account has: available and held, as decimals} */
    public JsonNode balance(Http client) {
        return client.get("/v1/users/me").json().get("balance");
    }

    @Override
    public void beforeAll(ExtensionContext junit) {
        api.start();
        startEngine();
    }

    @Override
    public void afterEach(ExtensionContext junit) {
        api.checkInvariants();
    }

    @Override
    public void afterAll(ExtensionContext junit) {
        stop();
    }

    /** Ends it. */
    public void stop() {
        if (worker != null) {
            worker.close();
        }
        api.stop();
        if (temporal != null) {
            temporal.close();
        }
    }

    private GpuSettings gpuSettings() {
        var properties = new Properties();
        properties.putAll(java.util.Map.of(
                "waybill.temporal.address",
                "127.0.0.1:" + temporalPort,
                "waybill.s3.endpoint",
                api.setting("waybill.s3.endpoint"),
                "waybill.s3.bucket",
                api.setting("waybill.s3.bucket"),
                "waybill.s3.access-key",
                api.setting("waybill.s3.access-key"),
                "waybill.s3.secret-key",
                api.setting("waybill.s3.secret-key"),
                "waybill.models.echo",
                "true",
                "waybill.inference.pools",
                "echo,echo-chat",
                "waybill.inference.port",
                Integer.toString(inferencePort),
                "waybill.inference.watts",
                "10",
                "waybill.inference.token",
                TOKEN));
        return GpuSettings.of(properties, java.util.Map.of());
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
