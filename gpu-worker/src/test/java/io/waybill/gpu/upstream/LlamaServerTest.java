package io.waybill.gpu.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.gpu.upstream.Upstreams.Told;
import io.waybill.models.catalog.ModelManifest;
import io.waybill.models.catalog.ModelManifest.Limits;
import io.waybill.models.catalog.ModelManifest.Pricing;
import io.waybill.models.catalog.ModelManifest.Upstream;
import io.waybill.models.generation.GenerationEndpoint;
import io.waybill.models.generation.GenerationEvent.Piece;
import io.waybill.models.generation.GenerationRequest;
import io.waybill.models.generation.Message;
import io.waybill.models.generation.OutputFormat;
import io.waybill.models.generation.Prompt;
import io.waybill.models.generation.Sampling;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * With a server that others wrote: llama.cpp's, from a wheel of PyPI, with SmolLM2 135M; skipped where there is no pip.
 */
@Timeout(240)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LlamaServerTest {

    private static final Path SCRIPT = Path.of("")
            .toAbsolutePath()
            .resolveSibling("tests")
            .resolve("upstream")
            .resolve("serve");

    private static final Sampling GREEDY = new Sampling(0.0, null, 1L, null, null, List.of(), Map.of(), null);

    @TempDir
    private static Path directory;

    private Process process;
    private UpstreamGenerator generator;
    private String url = "";

    @BeforeAll
    void start() throws Exception {
        process = new ProcessBuilder(SCRIPT.toString())
                .redirectError(directory.resolve("server.log").toFile())
                .start();
        var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        if (line == null) {
            String log = Files.readString(directory.resolve("server.log"));
            Assumptions.abort("no server of others on this machine: " + log.strip());
        }
        url = line;
        generator = UpstreamGenerator.open(manifest(key("test-key"), "smollm2"));
    }

    @AfterAll
    void stop() throws IOException {
        if (generator != null) {
            generator.close();
        }
        process.getOutputStream().close();
        process.destroy();
    }

    @Test
    void answersWithTextAndUsage() throws Exception {
        Told told = Upstreams.run(generator, chat("Say hello.", 12, GREEDY, OutputFormat.TEXT));

        assertThat(told.text()).containsIgnoringCase("hello");
        assertThat(told.done().promptTokens()).isBetween(10, 60);
        assertThat(told.done().completionTokens()).isBetween(2, 12);
        assertThat(told.reasons()).hasSize(1).first().isIn("stop", "length");
    }

    @Test
    void answersTheSameForTheSameSeedAndStopsWhereTold() throws Exception {
        var stopping = new Sampling(0.0, null, 1L, null, null, List.of("three"), Map.of(), null);

        Told first = Upstreams.run(generator, chat("Count: one two three four", 24, GREEDY, OutputFormat.TEXT));
        Told second = Upstreams.run(generator, chat("Count: one two three four", 24, GREEDY, OutputFormat.TEXT));
        Told stopped = Upstreams.run(generator, chat("Count: one two three four", 24, stopping, OutputFormat.TEXT));

        assertThat(first.text()).isEqualTo(second.text());
        assertThat(stopped.text()).doesNotContain("three");
    }

    @Test
    void holdsItToASchema() throws Exception {
        var format = new OutputFormat(OutputFormat.Kind.json_schema, "colour", """
                {"type":"object","properties":{"colour":{"enum":["red","green"]}},"required":["colour"],\
                "additionalProperties":false}""");

        Told told = Upstreams.run(generator, chat("Choose a colour, as JSON.", 64, GREEDY, format));

        JsonNode answer = Json.MAPPER.readTree(told.text());
        assertThat(answer.get("colour").asText()).isIn("red", "green");
    }

    @Test
    void tellsOfLogProbabilities() throws Exception {
        var sampling = new Sampling(0.0, null, 1L, null, null, List.of(), Map.of(), 2);

        Told told = Upstreams.run(generator, chat("Say hello.", 4, sampling, OutputFormat.TEXT));

        Piece piece = (Piece) told.events().getFirst();
        assertThat(piece.logprobs()).isNotEmpty();
        assertThat(piece.logprobs().getFirst().logprob()).isNegative();
        assertThat(piece.logprobs().getFirst().top()).hasSize(2);
    }

    @Test
    void continuesTexts() throws Exception {
        var request = new GenerationRequest(
                GenerationEndpoint.completions,
                "far",
                new Prompt.Text(List.of("The capital of France is"), null),
                GREEDY,
                OutputFormat.TEXT,
                6,
                1,
                true,
                true);

        Told told = Upstreams.run(generator, request);

        assertThat(told.text()).isNotBlank();
        assertThat(told.done().completionTokens()).isEqualTo(6);
    }

    @Test
    void passesOnWhatTheServerRejects() throws Exception {
        Told told = Upstreams.run(generator, chat("word ".repeat(6_000), 4, GREEDY, OutputFormat.TEXT));

        assertThat(told.failed().code()).isIn("invalid_request", "context_length_exceeded");
        assertThat(told.failed().worthAnotherTry()).isFalse();
    }

    @Test
    void freesTheServersSlotWithinASecondOfNobodyWantingMore() throws Exception {
        var told = new Told(it -> {
            if (it.events().size() == 3) {
                it.lose();
            }
        });

        generator.generate(chat("Tell a very long story.", 1_500, GREEDY, OutputFormat.TEXT), told);
        long begun = System.nanoTime();
        Upstreams.until(() -> !slots().contains("\"is_processing\":true"));

        assertThat(told.reasons()).containsExactly("cancelled");
        assertThat((System.nanoTime() - begun) / 1_000_000).isLessThan(1_000);
    }

    @Test
    void runsManyStreamsAtATime() throws Exception {
        var calls = new ArrayList<Callable<Told>>();
        for (int i = 0; i < 12; i++) {
            String text = "Say the number " + i + ".";
            calls.add(() -> Upstreams.run(generator, chat(text, 8, GREEDY, OutputFormat.TEXT)));
        }

        List<Future<Told>> all;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            all = threads.invokeAll(calls);
        }

        for (Future<Told> future : all) {
            assertThat(future.get().text()).isNotBlank();
            assertThat(future.get().done().completionTokens()).isPositive();
        }
    }

    @Test
    void isNotReadyWithAnotherKeyOrModel() throws Exception {
        try (var wrongKey = UpstreamGenerator.open(manifest(key("another-key"), "smollm2"));
                var wrongModel = UpstreamGenerator.open(manifest(key("test-key"), "gpt-99"))) {
            Told refused = Upstreams.run(wrongKey, chat("Hi", 4, GREEDY, OutputFormat.TEXT));
            Told missing = Upstreams.run(wrongModel, chat("Hi", 4, GREEDY, OutputFormat.TEXT));

            assertThat(refused.failed().code()).isEqualTo("engine_error");
            assertThat(missing.failed().code()).isEqualTo("engine_error");
            assertThat(wrongModel.ready()).isFalse();
        }
    }

    private String slots() {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create(url.replace("/v1", "/slots")))
                                    .header("Authorization", "Bearer test-key")
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String key(String key) throws IOException {
        Path file = directory.resolve(key);
        Files.writeString(file, key + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file.toString();
    }

    private ModelManifest manifest(String keyFile, String model) {
        return new ModelManifest(
                "far",
                ModelManifest.CHAT,
                "upstream",
                "far",
                Map.of(),
                0,
                null,
                null,
                false,
                new Limits(2_048, 1, 1, 1, 1_024, 256),
                new Pricing("token", BigDecimal.ONE, BigDecimal.TWO),
                new Upstream(List.of(url), model, keyFile, 8, 60),
                "Apache-2.0");
    }

    private static GenerationRequest chat(String text, int maxTokens, Sampling sampling, OutputFormat format) {
        return new GenerationRequest(
                GenerationEndpoint.chat,
                "far",
                new Prompt.Chat(List.of(Message.of("user", text)), List.of(), "auto"),
                sampling,
                format,
                maxTokens,
                1,
                true,
                true);
    }
}
