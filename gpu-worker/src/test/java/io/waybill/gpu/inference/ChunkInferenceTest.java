package io.waybill.gpu.inference;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestActivityEnvironment;
import io.waybill.gpu.model.InferenceDevice;
import io.waybill.gpu.model.MiniLm;
import io.waybill.gpu.model.ServedModels;
import io.waybill.models.catalog.CatalogSettings;
import io.waybill.models.catalog.InstalledModel;
import io.waybill.models.catalog.ModelCatalog;
import io.waybill.storage.hash.Sha256;
import io.waybill.storage.object.ObjectKeys;
import io.waybill.storage.outcome.ItemOutcome;
import io.waybill.storage.outcome.OutcomeObject;
import io.waybill.workflows.batch.ChunkRef;
import io.waybill.workflows.inference.InferChunk;
import io.waybill.workflows.inference.InferenceActivities;
import io.waybill.workflows.inference.InferredChunk;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkInferenceTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static Bucket bucket;
    private static ServedModels models;
    private static InstalledModel echo;
    private static InstalledModel miniLm;

    private TestActivityEnvironment environment;
    private InferenceActivities activities;

    @BeforeAll
    @Timeout(900)
    static void start(@TempDir Path directory) throws Exception {
        MiniLm.installed();
        bucket = Bucket.start(directory);
        ModelCatalog catalog =
                ModelCatalog.load(new CatalogSettings(CatalogSettings.defaultModelsDirectory(), List.of(), true));
        echo = catalog.find("echo").orElseThrow();
        miniLm = catalog.find(MiniLm.ID).orElseThrow();
        models = new ServedModels(catalog, InferenceDevice.cpu, 2);
    }

    @AfterAll
    static void stop() throws Exception {
        models.close();
        bucket.close();
    }

    @BeforeEach
    void register() {
        environment = TestActivityEnvironment.newInstance();
        environment.registerActivitiesImplementations(new ChunkInference(models, bucket.objects(), "host:1"));
        activities = environment.newActivityStub(InferenceActivities.class);
    }

    @AfterEach
    void close() {
        environment.close();
    }

    @Test
    void storesResultsInTheFormOfOpenAi() throws Exception {
        InferChunk chunk = Chunks.store(
                bucket.objects(),
                "batch_a",
                miniLm,
                2,
                Chunks.line("one \\\"é\\\"", MiniLm.ID, "A cat sits on the mat."),
                Chunks.line("two", MiniLm.ID, "Another text")
                        .replace("\"input\"", "\"encoding_format\":\"base64\",\"input\""));

        InferredChunk inferred = activities.infer(chunk);

        assertThat(inferred.succeeded()).isEqualTo(2);
        assertThat(inferred.failed()).isZero();
        assertThat(inferred.retryable()).isEmpty();
        assertThat(inferred.worker()).isEqualTo("host:1");
        assertThat(inferred.tokens()).isEqualTo(9 + 4);
        OutcomeObject object = outcome(chunk);
        assertThat(inferred.sha256()).isEqualTo(Sha256.hex(object.content())).isEqualTo(object.sha256());
        assertThat(inferred.resultBytes() + inferred.errorBytes() + inferred.outcomeBytes())
                .isEqualTo(object.content().length);
        List<JsonNode> lines = lines(object);
        JsonNode first = lines.getFirst();
        assertThat(first.get("id").asText()).matches("batch_req_[0-9a-f]{32}");
        assertThat(first.get("custom_id").asText()).isEqualTo("one \"é\"");
        assertThat(first.get("error").isNull()).isTrue();
        assertThat(first.at("/response/status_code").asInt()).isEqualTo(200);
        JsonNode body = first.at("/response/body");
        assertThat(body.get("object").asText()).isEqualTo("list");
        assertThat(body.get("model").asText()).isEqualTo(MiniLm.ID);
        assertThat(body.at("/data/0/object").asText()).isEqualTo("embedding");
        assertThat(body.at("/data/0/index").asInt()).isZero();
        assertThat(body.at("/data/0/embedding")).hasSize(384);
        assertThat(body.at("/usage/prompt_tokens").asInt()).isEqualTo(9);
        assertThat(body.at("/usage/total_tokens").asInt()).isEqualTo(9);
        byte[] base64 = Base64.getDecoder()
                .decode(lines.get(1).at("/response/body/data/0/embedding").asText());
        float[] vector = new float[384];
        ByteBuffer.wrap(base64).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(vector);
        assertThat(norm(vector)).isBetween(0.9999, 1.0001);
    }

    @Test
    void recordsHashesAndPlacesOfEachItem() throws Exception {
        InferChunk chunk = Chunks.store(
                bucket.objects(),
                "batch_b",
                echo,
                2,
                Chunks.line("a", "echo", "x y z"),
                Chunks.line("b", "echo", "!bad"));

        InferredChunk inferred = activities.infer(chunk);

        assertThat(inferred.failed()).isEqualTo(1);
        OutcomeObject object = outcome(chunk);
        ItemOutcome good = object.block().items().get(0);
        ItemOutcome bad = object.block().items().get(1);
        assertThat(good.tokens()).isEqualTo(3);
        assertThat(good.inputSha256())
                .isEqualTo(Sha256.hex("{\"model\":\"echo\",\"input\":\"x y z\"}".getBytes(StandardCharsets.UTF_8)));
        assertThat(good.outputSha256()).isEqualTo(Sha256.hex(object.content(), (int) good.offset(), good.length() - 1));
        assertThat(bad.succeeded()).isFalse();
        assertThat(bad.errorCode()).isEqualTo("engine_error");
        JsonNode error = lines(object).get(1);
        assertThat(error.get("response").isNull()).isTrue();
        assertThat(error.get("custom_id").asText()).isEqualTo("b");
        assertThat(error.at("/error/code").asText()).isEqualTo("engine_error");
        assertThat(error.at("/error/line").asInt()).isEqualTo(2);
        assertThat(error.at("/error/param").isNull()).isTrue();
    }

    @Test
    void answersTheSameWhenRunAgain() throws Exception {
        InferChunk chunk = Chunks.store(
                bucket.objects(),
                "batch_c",
                echo,
                2,
                Chunks.line("a", "echo", "!transient 2"),
                Chunks.line("b", "echo", "fine"));
        InferredChunk first = activities.infer(chunk);

        InferredChunk second = activities.infer(chunk);

        assertThat(first.retryable()).containsExactly(0);
        // When the run began that wrote the object is known to that run alone.
        assertThat(first.startedMillis()).isPositive();
        assertThat(second)
                .usingRecursiveComparison()
                .ignoringFields("startedMillis")
                .isEqualTo(first);
    }

    @Test
    void succeedsWhenAFailureHasPassedAtTheSecondTry() throws Exception {
        InferChunk chunk = Chunks.store(bucket.objects(), "batch_d", echo, 1, Chunks.line("a", "echo", "!transient 1"));

        InferredChunk inferred = activities.infer(chunk);

        assertThat(inferred.succeeded()).isEqualTo(1);
        assertThat(inferred.retryable()).isEmpty();
    }

    @Test
    void runsRetriedItemsInTheNextWaveOnly() throws Exception {
        InferChunk chunk = Chunks.store(
                bucket.objects(),
                "batch_e",
                echo,
                3,
                Chunks.line("a", "echo", "one"),
                Chunks.line("b", "echo", "!transient 2"),
                Chunks.line("c", "echo", "three"));
        InferredChunk first = activities.infer(chunk);
        InferChunk again = new InferChunk("batch_e", Chunks.ACCOUNT, chunk.lane(), chunk.ref(), 1, first.retryable());

        InferredChunk second = activities.infer(again);

        assertThat(second.wave()).isEqualTo(1);
        assertThat(second.succeeded()).isEqualTo(1);
        assertThat(outcome(again).block().items())
                .extracting(ItemOutcome::index)
                .containsExactly(1);
        assertThat(outcome(chunk).block().items())
                .extracting(ItemOutcome::index)
                .containsExactly(0, 2);
    }

    @Test
    void passesOverLinesOfOtherModelsAndInvalidLines() throws Exception {
        InferChunk chunk = Chunks.store(
                bucket.objects(),
                "batch_f",
                echo,
                2,
                Chunks.line("a", "echo", "one"),
                "",
                Chunks.line("b", MiniLm.ID, "of another model"),
                "{broken",
                Chunks.line("c", "echo", "\\ud800"),
                Chunks.line("d", "echo", "w ".repeat(8193)),
                "x".repeat(1024 * 1024 + 1),
                Chunks.line("e", "echo", "last"));

        InferredChunk inferred = activities.infer(chunk);

        assertThat(inferred.succeeded()).isEqualTo(2);
        assertThat(outcome(chunk).block().items())
                .extracting(ItemOutcome::index)
                .containsExactly(0, 7);
    }

    @Test
    void readsOnlyItsRange() throws Exception {
        InferChunk whole = Chunks.store(
                bucket.objects(),
                "batch_g",
                echo,
                3,
                Chunks.line("a", "echo", "one"),
                Chunks.line("b", "echo", "two"),
                Chunks.line("c", "echo", "three"));
        int first = Chunks.line("a", "echo", "one").length() + 1;
        int second = Chunks.line("b", "echo", "two").length() + 1;
        ChunkRef ref = new ChunkRef(
                7, "echo", "echo", echo.digest(), "embed", whole.ref().segment(), first, second, 41, 1, 1, 1, 60);

        InferredChunk inferred =
                activities.infer(new InferChunk("batch_g", Chunks.ACCOUNT, whole.lane(), ref, 0, List.of()));

        assertThat(inferred.chunk()).isEqualTo(7);
        try (InputStream in = bucket.objects().open(ObjectKeys.outcome(Chunks.ACCOUNT, "batch_g", 7, 0))) {
            OutcomeObject object = OutcomeObject.parse(in.readAllBytes());
            assertThat(object.block().items()).extracting(ItemOutcome::index).containsExactly(41);
            assertThat(lines(object).getFirst().get("custom_id").asText()).isEqualTo("b");
        }
    }

    @Test
    void refusesAnotherVersionOfTheModel() throws Exception {
        InferChunk chunk = Chunks.store(bucket.objects(), "batch_h", echo, 1, Chunks.line("a", "echo", "one"));
        ChunkRef ref = chunk.ref();
        ChunkRef other = new ChunkRef(
                0, "echo", "echo", "0".repeat(64), "embed", ref.segment(), 0, ref.length(), 0, 1, 1, 1, 60);

        ActivityFailure failure = catchThrowableOfType(
                ActivityFailure.class,
                () -> activities.infer(new InferChunk("batch_h", Chunks.ACCOUNT, chunk.lane(), other, 0, List.of())));

        assertThat(cause(failure).getType()).isEqualTo("MODEL_NOT_AVAILABLE");
        assertThat(cause(failure).isNonRetryable()).isFalse();
    }

    /** Halves of a chunk that lost its worker are made from line numbers, not from items. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void passesOverLinesThatAreNotItsItemsThoughTheyAreAskedFor(boolean storedBefore) throws Exception {
        InferChunk chunk = Chunks.store(
                bucket.objects(),
                "batch_half_" + storedBefore,
                echo,
                3,
                List.of(1, 2, 3, 4),
                Chunks.line("a", "echo", "one"),
                Chunks.line("b", "echo", "two"),
                Chunks.line("bad", "echo", ""),
                Chunks.line("other", MiniLm.ID, "three"),
                Chunks.line("c", "echo", "four"));
        if (storedBefore) {
            activities.infer(chunk);
        }

        InferredChunk inferred = activities.infer(chunk);

        assertThat(inferred.succeeded()).isEqualTo(2);
        assertThat(inferred.retryable()).isEmpty();
        assertThat(outcome(chunk).block().items()).extracting("index").containsExactly(1, 4);
    }

    @Test
    void saysThatItsInputIsLost() throws Exception {
        InferChunk chunk = Chunks.store(bucket.objects(), "batch_i", echo, 1, Chunks.line("a", "echo", "one"));
        bucket.objects().delete(chunk.ref().segment());

        ActivityFailure failure = catchThrowableOfType(ActivityFailure.class, () -> activities.infer(chunk));

        assertThat(cause(failure).getType()).isEqualTo("INPUT_LOST");
        assertThat(cause(failure).isNonRetryable()).isTrue();
    }

    @Test
    void saysThatItsInputIsLostWhenLinesAreOthersThanPlanned() throws Exception {
        InferChunk chunk = Chunks.store(bucket.objects(), "batch_j", echo, 2, Chunks.line("a", "echo", "one"));

        ActivityFailure failure = catchThrowableOfType(ActivityFailure.class, () -> activities.infer(chunk));

        assertThat(cause(failure).getType()).isEqualTo("INPUT_LOST");
        assertThat(cause(failure)).hasMessageContaining("has 1 items to run, planned are 2");
    }

    private static ApplicationFailure cause(ActivityFailure failure) {
        return (ApplicationFailure) requireNonNull(failure.getCause());
    }

    private static OutcomeObject outcome(InferChunk chunk) throws Exception {
        String key = ObjectKeys.outcome(
                chunk.accountId(), chunk.batchId(), chunk.ref().chunk(), chunk.wave());
        try (InputStream in = bucket.objects().open(key)) {
            return OutcomeObject.parse(in.readAllBytes());
        }
    }

    private static List<JsonNode> lines(OutcomeObject object) throws Exception {
        int bytes = object.content().length - object.outcomeBytes();
        List<JsonNode> lines = new ArrayList<>();
        for (String line : new String(object.content(), 0, bytes, StandardCharsets.UTF_8).split("\n", -1)) {
            if (!line.isEmpty()) {
                lines.add(JSON.readTree(line));
            }
        }
        return lines;
    }

    private static double norm(float[] vector) {
        double sum = 0;
        for (float v : vector) {
            sum += (double) v * v;
        }
        return Math.sqrt(sum);
    }
}
