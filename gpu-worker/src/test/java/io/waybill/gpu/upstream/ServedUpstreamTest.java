package io.waybill.gpu.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.gpu.model.Embedding;
import io.waybill.gpu.model.InferenceDevice;
import io.waybill.gpu.model.Origin;
import io.waybill.gpu.model.ServedGenerator;
import io.waybill.gpu.model.ServedModel;
import io.waybill.gpu.model.ServedModels;
import io.waybill.gpu.model.Work;
import io.waybill.gpu.upstream.Upstreams.Told;
import io.waybill.models.catalog.CatalogSettings;
import io.waybill.models.catalog.ModelCatalog;
import io.waybill.workflows.batch.Lane;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker serves models of other servers as it serves its own. */
class ServedUpstreamTest {

    @TempDir
    private Path directory;

    private final ScriptedServer server = new ScriptedServer();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void generatesThroughTheQueueOfTheModel() throws Exception {
        ModelCatalog catalog = catalog("""
                id: far
                task: chat
                engine: upstream
                pool: upstream
                files: {}
                deterministic: false
                limits: { context: 8192, chunk: 1, seconds_per_item: 5, inputs: 1, output: 1024, output_default: 256 }
                pricing: { unit: token, per_million: 1, output_per_million: 2 }
                upstream: { urls: [ "%s" ], model: tiny, concurrency: 4, timeout_seconds: 30 }
                license: proprietary
                """);
        var told = new Told(_ -> {});

        try (var models = new ServedModels(catalog, InferenceDevice.cpu, 2)) {
            ServedGenerator served = models.requireGenerator(
                    "far", catalog.find("far").orElseThrow().digest());
            served.queue().generate(Lane.interactive, Upstreams.chat(), told);

            assertThat(served.queue().slots()).isEqualTo(4);
        }
        assertThat(told.text()).isEqualTo("Hello world");
        assertThat(told.done().completionTokens()).isEqualTo(2);
    }

    @Test
    void embedsThroughTheQueueOfTheModelAndLetsOneBadTextFailAlone() throws Exception {
        ModelCatalog catalog = catalog("""
                id: far
                task: embedding
                engine: upstream
                pool: upstream
                files: {}
                dimensions: 2
                normalize: l2
                deterministic: false
                limits: { context: 8192, chunk: 64, seconds_per_item: 0.1, inputs: 64 }
                pricing: { unit: token, per_million: 1 }
                upstream: { urls: [ "%s" ], model: tiny, concurrency: 4, timeout_seconds: 30 }
                license: proprietary
                """);
        server.always(call -> {
            if (call.body().contains("bad")) {
                call.json(400, "{\"error\":{\"message\":\"bad text\"}}");
                return;
            }
            int texts = Json.object(call.body().getBytes(StandardCharsets.UTF_8))
                    .path("input")
                    .size();
            var data = new StringBuilder();
            for (int i = 0; i < texts; i++) {
                data.append(i == 0 ? "" : ",").append("{\"index\":").append(i).append(",\"embedding\":[3,4]}");
            }
            call.json(200, "{\"data\":[" + data + "]}");
        });

        try (var models = new ServedModels(catalog, InferenceDevice.cpu, 1)) {
            ServedModel served = models.require("far");
            List<Work> works = List.of("good", "a bad one", "better").stream()
                    .map(text -> new Work(text, served.tokenizer().encode(text), Lane.high, new Origin("batch", 0, 1)))
                    .toList();
            for (Work work : works) {
                served.submit(work);
            }

            Embedding first = works.getFirst().answer().get(10, TimeUnit.SECONDS);
            assertThat(first.vector()).containsExactly(0.6f, 0.8f);
            // Four bytes, and two that a tokenizer may put around them.
            assertThat(first.tokens()).isEqualTo(6);
            assertThat(works.getLast().answer().get(10, TimeUnit.SECONDS).vector())
                    .containsExactly(0.6f, 0.8f);
            assertThat(works.get(1).answer())
                    .failsWithin(Duration.ofSeconds(10))
                    .withThrowableThat()
                    .withMessageContaining("bad text");
        }
    }

    private ModelCatalog catalog(String manifest) throws Exception {
        Files.writeString(directory.resolve("model.yaml"), manifest.formatted(server.url()));
        return ModelCatalog.load(new CatalogSettings(directory.resolve("files"), List.of(directory), false));
    }
}
