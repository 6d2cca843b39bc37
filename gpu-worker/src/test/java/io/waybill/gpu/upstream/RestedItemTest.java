package io.waybill.gpu.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.testing.TestActivityEnvironment;
import io.waybill.gpu.inference.Bucket;
import io.waybill.gpu.inference.ChunkInference;
import io.waybill.gpu.inference.Chunks;
import io.waybill.gpu.model.InferenceDevice;
import io.waybill.gpu.model.ServedModels;
import io.waybill.models.catalog.CatalogSettings;
import io.waybill.models.catalog.InstalledModel;
import io.waybill.models.catalog.ModelCatalog;
import io.waybill.workflows.inference.InferChunk;
import io.waybill.workflows.inference.InferenceActivities;
import io.waybill.workflows.inference.InferredChunk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An item of a batch rests as long as the model's server asks, longer than a call would, and then has its answer. */
class RestedItemTest {

    /** Calls wait 10 s themselves, and give up where a server asks for more. */
    private static final int ASKED_SECONDS = 12;

    private final TestActivityEnvironment environment = TestActivityEnvironment.newInstance();

    @AfterEach
    void close() {
        environment.close();
    }

    @Test
    @Timeout(120)
    void asksAgainNoSoonerThanTheServerSaid(@TempDir Path directory) throws Exception {
        var refused = new AtomicLong();
        var asked = new AtomicLong();
        try (var server = new ScriptedServer();
                var bucket = Bucket.start(directory.resolve("objects"))) {
            server.then(call -> {
                refused.set(System.nanoTime());
                call.json(429, "{}", "Retry-After: " + ASKED_SECONDS + "\r\n");
            });
            server.always(call -> {
                asked.set(System.nanoTime());
                call.stream("Hello", " world");
            });
            Files.writeString(directory.resolve("model.yaml"), """
                        id: far
                        task: chat
                        engine: upstream
                        pool: upstream
                        files: {}
                        deterministic: false
                        limits: { context: 8192, chunk: 1, seconds_per_item: 60, inputs: 1, output: 1024, output_default: 256 }
                        pricing: { unit: token, per_million: 1, output_per_million: 2 }
                        upstream: { urls: [ "%s" ], model: tiny, concurrency: 4, timeout_seconds: 60 }
                        license: proprietary
                        """.formatted(server.url()));
            ModelCatalog catalog =
                    ModelCatalog.load(new CatalogSettings(directory.resolve("files"), List.of(directory), false));
            InstalledModel model = catalog.find("far").orElseThrow();
            try (var models = new ServedModels(catalog, InferenceDevice.cpu, 1)) {
                environment.registerActivitiesImplementations(new ChunkInference(models, bucket.objects(), "host:1"));
                InferChunk chunk = Chunks.store(bucket.objects(), "batch_rested", model, 1, """
                        {"custom_id":"a","method":"POST","url":"/v1/chat/completions",\
                        "body":{"model":"far","messages":[{"role":"user","content":"Hi"}],"max_tokens":8}}""");

                InferredChunk inferred =
                        environment.newActivityStub(InferenceActivities.class).infer(chunk);

                assertThat(inferred.succeeded()).isEqualTo(1);
                assertThat(inferred.retryable()).isEmpty();
            }
            assertThat(server.calls()).hasSize(2);
        }
        assertThat(Duration.ofNanos(asked.get() - refused.get())).isGreaterThan(Duration.ofMillis(11_500));
    }
}
