package io.waybill.gpu.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.testserver.TestServer;
import io.waybill.gpu.GpuWorker;
import io.waybill.gpu.llama.LlamaSettings;
import io.waybill.gpu.model.InferenceDevice;
import io.waybill.models.catalog.CatalogSettings;
import io.waybill.storage.object.S3Settings;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class GpuWorkerStartTest {

    @TempDir
    private Path directory;

    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES) // the first try alone waits ten seconds for Temporal
    void waitsForATemporalThatStartsLater() throws Exception {
        int port = freePort();
        try (var worker = GpuWorker.start(settings(port));
                var http = HttpClient.newHttpClient()) {
            var early = http.send(readiness(worker), HttpResponse.BodyHandlers.discarding());
            try (var _ = TestServer.createPortBoundServer(port, true)) {

                worker.awaitReady(Duration.ofSeconds(90));

                var late = http.send(readiness(worker), HttpResponse.BodyHandlers.discarding());
                assertThat(early.statusCode()).isEqualTo(503);
                assertThat(late.statusCode()).isEqualTo(200);
            }
        }
    }

    private GpuSettings settings(int temporalPort) {
        return new GpuSettings(
                "127.0.0.1:" + temporalPort,
                "default",
                new S3Settings(URI.create("http://127.0.0.1:9"), "us-east-1", "bucket", "access", "secret"),
                new CatalogSettings(directory, List.of(), true),
                InferenceDevice.cpu,
                "127.0.0.1",
                0,
                "a-token-of-this-test",
                1,
                List.of(),
                8,
                0,
                LlamaSettings.defaults(),
                "127.0.0.1",
                -1);
    }

    private static HttpRequest readiness(GpuWorker worker) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + worker.port() + "/internal/readyz"))
                .build();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
