package io.waybill.models.generation;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waybill.models.catalog.CatalogSettings;
import io.waybill.models.catalog.InstalledModel;
import io.waybill.models.catalog.ModelCatalog;
import io.waybill.models.catalog.ModelInstaller;
import io.waybill.models.request.ItemError;
import io.waybill.models.request.RequestRejected;
import io.waybill.models.token.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is held of a model whose tokenizer is far away. */
class UpstreamPromptsTest {

    private static final int CONTEXT = 1_000;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "The quick brown fox jumps over the lazy dog.",
                "grüße aus köln",
                "ﷺ ﷺ ﷺ",
                "한국어 텍스트",
                "漢字かな交じり文",
                "👩‍👩‍👧‍👦 🏳️‍🌈",
                "x=1;\n\t\t\treturn   x",
                "123456789012345678901234567890",
                "Ωμέγα ½ ﬁ ①"
            })
    void holdsAtLeastWhatARealTokenizerFinds(String text) throws Exception {
        PromptCounter bound = PromptCounter.open(model("files: {}"));
        int found;
        try (Tokenizer real = Tokenizer.open(miniLm())) {
            found = real.count(text);
        }

        int held = bound.count(chat(text, 10));

        assertThat(held).isGreaterThanOrEqualTo(found);
        assertThat(held).isGreaterThanOrEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
    }

    @Test
    void holdsForEachMessageAndToolWhatStandsAroundIt() throws Exception {
        PromptCounter bound = PromptCounter.open(model("files: {}"));
        int one = bound.count(chat("a", 10));

        int two = bound.count(request("{'model':'far','max_tokens':10,'messages':[{'role':'user','content':'a'},"
                + "{'role':'user','content':'a'}]}"));
        int tools = bound.count(request(
                "{'model':'far','max_tokens':10,'messages':[{'role':'user','content':'a'}],'tools':[{'type':'function',"
                        + "'function':{'name':'f','parameters':{'type':'object'}}}]}"));

        assertThat(two - one).isBetween(10, 30);
        assertThat(tools - one).isBetween(500, 800);
    }

    @Test
    void refusesNothingThatMayFit() throws Exception {
        InstalledModel model = model("files: {}");
        // 4,000 bytes are about 1,000 tokens, perhaps fewer.
        GenerationRequest request = chat("word ".repeat(800), 10);

        CountedRequest counted;
        try (PromptCounter counter = PromptCounter.open(model)) {
            counted = request.counted(model.manifest(), counter, "");
        }

        assertThat(counted.promptTokens()).isEqualTo(CONTEXT);
        assertThat(counted.request().maxTokens()).isEqualTo(10);
    }

    @Test
    void countsWithATokenizerThatTheManifestNames() throws Exception {
        InstalledModel model = tokenized();
        try (PromptCounter counter = PromptCounter.open(model)) {
            int tokens = counter.count(chat("word ".repeat(500), 10));

            assertThat(tokens).isBetween(500, 700);
            RequestRejected rejected = catchThrowableOfType(
                    RequestRejected.class,
                    () -> chat("word ".repeat(1_100), 10).counted(model.manifest(), counter, ""));
            assertThat(rejected.problem().error()).isEqualTo(ItemError.context_length_exceeded);
        }
    }

    private InstalledModel tokenized() throws Exception {
        Path tokens = miniLm().file("tokenizer");
        Files.copy(tokens, directory.resolve("tokens.json"));
        String sha256 =
                requireNonNull(miniLm().manifest().files().get("tokenizer")).sha256();
        InstalledModel model = model("files: { tokenizer: { name: tokenizer.json, sha256: " + sha256
                + ", registry: local, source: here, path: tokens.json } }");
        new ModelInstaller(_ -> {}).install(model);
        return model;
    }

    private static InstalledModel miniLm() {
        InstalledModel model = ModelCatalog.load(CatalogSettings.defaults())
                .find("all-minilm-l6-v2")
                .orElseThrow();
        new ModelInstaller(_ -> {}).install(model);
        return model;
    }

    private InstalledModel model(String files) throws Exception {
        Files.writeString(directory.resolve("model.yaml"), """
                id: far
                task: chat
                engine: upstream
                pool: far
                %s
                deterministic: false
                limits: { context: %d, chunk: 1, seconds_per_item: 5, inputs: 1, output: 100, output_default: 50 }
                pricing: { unit: token, per_million: 1, output_per_million: 2 }
                upstream: { urls: [ "http://127.0.0.1:9/v1" ], model: m, concurrency: 1, timeout_seconds: 1 }
                license: proprietary
                """.formatted(files, CONTEXT));
        return ModelCatalog.load(new CatalogSettings(directory.resolve("models"), List.of(directory), false))
                .find("far")
                .orElseThrow();
    }

    private static GenerationRequest chat(String text, int maxTokens) {
        return request("{'model':'far','max_tokens':" + maxTokens + ",'messages':[{'role':'user','content':'"
                + text.replace("\n", "\\n").replace("\t", "\\t") + "'}]}");
    }

    private static GenerationRequest request(String json) {
        byte[] bytes = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return GenerationRequests.parse(GenerationEndpoint.chat, bytes, 0, bytes.length, "", false);
    }
}
