package io.waybill.api.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIException;
import com.openai.errors.UnauthorizedException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.ResponseFormatJsonSchema;
import com.openai.models.batches.Batch;
import com.openai.models.batches.BatchCreateParams;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.files.FileCreateParams;
import com.openai.models.files.FilePurpose;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import io.waybill.api.testing.Platform;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Clients that others wrote, generating text with nothing changed but base URL and key: OpenAI's for Java, and by the
 * scripts of tests/sdk those for Python and Node and the connectors of LangChain and LiteLLM.
 */
@Timeout(120)
class TextClientsTest {

    private static final long PLENTY = 1_000_000_000_000L;
    private static final Path SDK = Path.of("..", "tests", "sdk", "python").toAbsolutePath();

    @RegisterExtension
    static final Platform PLATFORM = new Platform();

    @TempDir
    private Path directory = Path.of("");

    private final String key = String.valueOf(PLATFORM.api().client(PLENTY).key());
    private final OpenAIClient client = client(key);

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void answersAndStreamsAChat() {
        var answer = client.chat()
                .completions()
                .create(chat("one two three").maxCompletionTokens(2).build());
        var collected = ChatCompletionAccumulator.create();
        try (var stream =
                client.chat().completions().createStreaming(chat("one two").build())) {
            stream.stream().forEach(collected::accumulate);
        }

        assertThat(answer.isValid()).isTrue();
        assertThat(answer.choices().getFirst().message().content()).contains("one two");
        assertThat(answer.choices().getFirst().finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.LENGTH);
        assertThat(answer.usage().orElseThrow().totalTokens()).isEqualTo(5);
        assertThat(collected.chatCompletion().choices().getFirst().message().content())
                .contains("one two");
    }

    @Test
    void completesAndResponds() {
        var completion = client.completions()
                .create(CompletionCreateParams.builder()
                        .model("echo-chat")
                        .prompt("one two")
                        .build());
        var params = ResponseCreateParams.builder()
                .model("echo-chat")
                .input("one two")
                .build();
        var response = client.responses().create(params);
        var collected = ResponseAccumulator.create();
        try (var stream = client.responses().createStreaming(params)) {
            stream.stream().forEach(collected::accumulate);
        }

        assertThat(completion.isValid()).isTrue();
        assertThat(completion.choices().getFirst().text()).isEqualTo("one two");
        assertThat(response.isValid()).isTrue();
        assertThat(text(response)).isEqualTo("one two");
        assertThat(collected.response().isValid()).isTrue();
        assertThat(text(collected.response())).isEqualTo("one two");
    }

    @Test
    void refusesToolsAndSchemasOfAModelThatHasNone() {
        var tools = chat("a")
                .addFunctionTool(FunctionDefinition.builder().name("weather").build())
                .build();
        var schema = chat("a")
                .responseFormat(ResponseFormatJsonSchema.builder()
                        .jsonSchema(ResponseFormatJsonSchema.JsonSchema.builder()
                                .name("x")
                                .schema(ResponseFormatJsonSchema.JsonSchema.Schema.builder()
                                        .putAdditionalProperty("type", JsonValue.from("object"))
                                        .build())
                                .build())
                        .build())
                .build();

        var noTools = catchThrowableOfType(
                BadRequestException.class, () -> client.chat().completions().create(tools));
        var noSchema = catchThrowableOfType(
                BadRequestException.class, () -> client.chat().completions().create(schema));

        assertThat(noTools.param()).contains("tools");
        assertThat(noSchema.param()).contains("response_format");
    }

    @Test
    void cancelsAStream() {
        var slow = chat("!slow 200 " + "w ".repeat(100)).build();
        try (var stream = client.chat().completions().createStreaming(slow)) {
            assertThat(stream.stream().findFirst()).isPresent();
        }

        var again = client.chat().completions().create(chat("free").build());

        assertThat(again.choices().getFirst().message().content()).contains("free");
    }

    @Test
    void raisesItsOwnErrors() {
        var calls = client.chat().completions();
        var unknown = chat("a").model("nothing").build();
        var bad = chat("!bad").build();
        var breaking = chat("!break 1 a b").build();
        var stranger = client("wb_test_nobody");

        assertThat(catchThrowableOfType(NotFoundException.class, () -> calls.create(unknown))
                        .code())
                .contains("model_not_found");
        assertThat(catchThrowableOfType(InternalServerException.class, () -> calls.create(bad))
                        .statusCode())
                .isEqualTo(503);
        assertThat(catchThrowableOfType(OpenAIException.class, () -> {
                    try (var stream = calls.createStreaming(breaking)) {
                        stream.stream().forEach(_ -> {});
                    }
                }))
                .isNotNull();
        assertThat(catchThrowableOfType(
                        UnauthorizedException.class,
                        () -> stranger.chat().completions().create(chat("a").build())))
                .isNotNull();
        stranger.close();
    }

    @Test
    void runsFiftyChatsInABatch() {
        var lines = IntStream.range(0, 50)
                .mapToObj(i -> "{\"custom_id\":\"r" + i
                        + "\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"echo-chat\","
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"chat " + i + "\"}],\"max_tokens\":9}}")
                .collect(Collectors.joining("\n"));
        var file = client.files()
                .create(FileCreateParams.builder()
                        .file(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)))
                        .purpose(FilePurpose.BATCH)
                        .build());
        var created = client.batches()
                .create(BatchCreateParams.builder()
                        .inputFileId(file.id())
                        .endpoint(BatchCreateParams.Endpoint.V1_CHAT_COMPLETIONS)
                        .completionWindow(BatchCreateParams.CompletionWindow._24H)
                        .build());

        var ended = Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .until(
                        () -> client.batches().retrieve(created.id()),
                        batch -> List.of(Batch.Status.COMPLETED, Batch.Status.FAILED)
                                .contains(batch.status()));

        assertThat(ended.status()).isEqualTo(Batch.Status.COMPLETED);
        assertThat(ended.requestCounts().orElseThrow().completed()).isEqualTo(50);
    }

    @ParameterizedTest
    @CsvSource({"requirements, test_text.py", "connectors, test_connectors.py"})
    @Timeout(value = 10, unit = TimeUnit.MINUTES) // packages are downloaded the first time
    void worksWithClientsForPython(String environment, String script) throws Exception {
        var python = run(List.of(SDK.resolve("environment").toString(), environment), Map.of());
        assumeTrue(python.exit() == 0, "no Python with these clients: " + python.text());

        var answer = run(
                List.of(
                        python.text().lines().reduce((_, last) -> last).orElseThrow(),
                        SDK.resolve(script).toString()),
                Map.of("WAYBILL_CONNECTION", connection().toString()));

        assertThat(answer.exit()).as(answer.text()).isZero();
        assertThat(answer.text()).contains("OK");
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES) // packages are downloaded the first time
    void worksWithTheClientForNode() throws Exception {
        var node = SDK.resolveSibling("node");
        for (var file : List.of("package.json", "package-lock.json", "text.test.mjs")) {
            Files.copy(node.resolve(file), directory.resolve(file));
        }
        var installed = run(
                List.of("sh", "-c", "cd '" + directory + "' && npm ci --ignore-scripts --silent --no-audit --no-fund"),
                Map.of());
        assumeTrue(installed.exit() == 0, "no Node with this client: " + installed.text());

        var answer = run(
                List.of("node", "--test", directory.resolve("text.test.mjs").toString()),
                Map.of("WAYBILL_CONNECTION", connection().toString()));

        assertThat(answer.exit()).as(answer.text()).isZero();
        assertThat(answer.text()).contains("# pass 7");
    }

    private Path connection() throws IOException {
        return Files.writeString(
                directory.resolve("connection.json"),
                "{\"base_url\":\"" + PLATFORM.api().url() + "/v1\",\"api_key\":\"" + key + "\"}");
    }

    private Ended run(List<String> command, Map<String, String> variables) throws IOException, InterruptedException {
        var output = directory.resolve("output.txt").toFile();
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output);
        builder.environment().putAll(variables);
        var process = builder.start();
        try {
            return new Ended(process.waitFor(), Files.readString(output.toPath()));
        } finally {
            process.destroyForcibly();
        }
    }

    private static ChatCompletionCreateParams.Builder chat(String text) {
        return ChatCompletionCreateParams.builder().model("echo-chat").addUserMessage(text);
    }

    private static String text(Response response) {
        return response.output()
                .getFirst()
                .asMessage()
                .content()
                .getFirst()
                .asOutputText()
                .text();
    }

    private static OpenAIClient client(String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(PLATFORM.api().url() + "/v1")
                .apiKey(key)
                .maxRetries(0)
                .build();
    }

    private record Ended(int exit, String text) {}
}
