package io.waybill.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import de.kherud.llama.InferenceParameters;
import de.kherud.llama.LlamaModel;
import de.kherud.llama.ModelParameters;
import io.waybill.gpu.llama.LlamaGenerator;
import io.waybill.gpu.llama.LlamaSettings;
import io.waybill.models.catalog.CatalogSettings;
import io.waybill.models.catalog.InstalledModel;
import io.waybill.models.catalog.ModelCatalog;
import io.waybill.models.generation.GenerationEndpoint;
import io.waybill.models.generation.GenerationEvent;
import io.waybill.models.generation.GenerationRequest;
import io.waybill.models.generation.GenerationSink;
import io.waybill.models.generation.Message;
import io.waybill.models.generation.OutputFormat;
import io.waybill.models.generation.Prompt;
import io.waybill.models.generation.Sampling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Text by {@code smollm2-135m}: a batch of chats through the whole platform against the binding alone with as many
 * slots and threads, in turn; and what a streamed call adds to the engine alone.
 */
final class Generate implements Program {

    private static final String MODEL = "smollm2-135m";

    /** Chats of a batch; the system property makes a tiny run of it. */
    private static final int CHATS = Integer.getInteger("waybill.bench.generate.chats", 200);

    private static final int TOKENS = 48;
    private static final int ROUNDS = 1;
    private static final int WARM_UP = 8;
    private static final int STREAMS = 20;

    /** Until the JVM has compiled what a call runs through. */
    private static final int WARM_UP_STREAMS = 60;

    private static final double GOAL_BATCH = 0.95;
    private static final double GOAL_FIRST_MILLIS = 5;
    private static final double GOAL_TOKEN_PERCENT = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public Report run(Path launcher, Path models) throws Exception {
        InstalledModel model = ModelCatalog.load(new CatalogSettings(models, List.of(), false))
                .find(MODEL)
                .orElseThrow();
        LlamaSettings settings = LlamaSettings.defaults();
        var report = new Report("generate");
        report.figure("chats of a batch", CHATS, "");
        report.figure("slots", settings.slots(), "");
        report.figure("threads", settings.threads(), "");
        try (var instance = Instance.start(launcher);
                var client = instance.client()) {
            client.topUp();
            batches(report, model, settings, client);
            streams(report, model, settings, client);
        }
        return report;
    }

    private static void batches(Report report, InstalledModel model, LlamaSettings settings, Client client)
            throws Exception {
        Path file = chats();
        double[] platform = new double[ROUNDS];
        double[] bare = new double[ROUNDS];
        try (var binding = new LlamaModel(new ModelParameters()
                .setModel(model.file("model").toString())
                .setCtxSize(model.manifest().limits().context() * settings.slots())
                .setParallel(settings.slots())
                .setThreads(settings.threads())
                .setThreadsBatch(settings.threads())
                .disableLog())) {
            bare(binding, settings.slots(), WARM_UP);
            client.await(client.createInlineChats(MODEL, questions(WARM_UP), TOKENS), false);
            String input = client.upload(file);
            for (int round = 0; round < ROUNDS; round++) {
                bare[round] = bare(binding, settings.slots(), CHATS);
                long begun = System.nanoTime();
                String batch = client.createFromFile(input, "high", "/v1/chat/completions");
                client.await(batch, false);
                platform[round] = client.completionTokens(batch) / ((System.nanoTime() - begun) / 1e9);
            }
        } finally {
            Files.delete(file);
        }
        report.figure("the binding alone", Percentiles.of(bare, 50), "tokens/s");
        report.figure("whole platform, creation to terminal state", Percentiles.of(platform, 50), "tokens/s");
        report.atLeast(
                "platform / binding", Percentiles.of(platform, 50) / Percentiles.of(bare, 50), "ratio", GOAL_BATCH);
    }

    private static void streams(Report report, InstalledModel model, LlamaSettings settings, Client client)
            throws Exception {
        double[] first = new double[STREAMS];
        double[] firstBare = new double[STREAMS];
        double[] each = new double[STREAMS];
        double[] eachBare = new double[STREAMS];
        try (var engine = LlamaGenerator.open(model, settings)) {
            fillSlots(engine);
            for (int i = -WARM_UP_STREAMS; i < STREAMS; i++) {
                Times alone = engine(engine, CHATS + WARM_UP_STREAMS + i);
                Times call = client.stream(MODEL, question(CHATS + WARM_UP_STREAMS + i), TOKENS);
                if (i >= 0) {
                    firstBare[i] = alone.firstMillis();
                    eachBare[i] = alone.eachMillis();
                    first[i] = call.firstMillis();
                    each[i] = call.eachMillis();
                }
            }
        }
        double bare = Percentiles.of(firstBare, 50);
        double token = Percentiles.of(eachBare, 50);
        report.figure("first token, the engine alone p50", bare, "ms");
        report.figure("first token, streamed call p50", Percentiles.of(first, 50), "ms");
        report.atMost("first token, added p50", Percentiles.of(first, 50) - bare, "ms", GOAL_FIRST_MILLIS);
        report.figure("each token, the engine alone p50", token, "ms");
        report.figure("each token, streamed call p50", Percentiles.of(each, 50), "ms");
        report.atMost("each token, added p50", 100 * (Percentiles.of(each, 50) / token - 1), "%", GOAL_TOKEN_PERCENT);
    }

    /** What its slots hold of ended answers is gone over with each token, so the engine alone must hold as much. */
    private static void fillSlots(LlamaGenerator engine) throws Exception {
        List<Callable<Times>> answers = new ArrayList<>();
        for (int i = 0; i < engine.slots(); i++) {
            int number = i;
            answers.add(() -> engine(engine, number));
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Times> answer : threads.invokeAll(answers)) {
                answer.get();
            }
        }
    }

    private static Times engine(LlamaGenerator engine, int number) throws InterruptedException {
        var times = new Times.Noting(System.nanoTime());
        engine.generate(request(number), new GenerationSink() {
            @Override
            public void accept(GenerationEvent event) {
                if (event instanceof GenerationEvent.Piece) {
                    times.piece();
                }
            }

            @Override
            public boolean wanted() {
                return true;
            }
        });
        return times.times();
    }

    /** {@return tokens a second of the binding alone} */
    private static double bare(LlamaModel binding, int slots, int chats) throws Exception {
        var tokens = new AtomicLong();
        long begun = System.nanoTime();
        List<Callable<Void>> calls = new ArrayList<>();
        for (int i = 0; i < chats; i++) {
            var parameters = new InferenceParameters(prompt(question(i)))
                    .setTemperature(0.7f)
                    .setTopP(0.95f)
                    .setRepeatPenalty(1.1f)
                    .setSeed(i)
                    .setNPredict(TOKENS);
            calls.add(() -> {
                // One output a token, and a last one without.
                long outputs = -1;
                for (var _ : binding.generate(parameters)) {
                    outputs++;
                }
                tokens.addAndGet(Math.max(0, outputs));
                return null;
            });
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(slots)) {
            for (Future<Void> call : threads.invokeAll(calls)) {
                call.get();
            }
        }
        return tokens.get() / ((System.nanoTime() - begun) / 1e9);
    }

    private static GenerationRequest request(int number) {
        return new GenerationRequest(
                GenerationEndpoint.chat,
                MODEL,
                new Prompt.Chat(List.of(Message.of("user", question(number))), List.of(), "auto"),
                new Sampling(0.7, 0.95, (long) number, null, null, List.of(), Map.of(), null),
                OutputFormat.TEXT,
                TOKENS,
                1,
                true,
                true);
    }

    private static Path chats() throws IOException {
        Path file = Files.createTempFile("waybill-bench", ".jsonl");
        var lines = new StringBuilder();
        for (int i = 0; i < CHATS; i++) {
            var line = JSON.createObjectNode()
                    .put("custom_id", "c" + i)
                    .put("method", "POST")
                    .put("url", "/v1/chat/completions");
            line.putObject("body")
                    .put("model", MODEL)
                    .put("temperature", 0.7)
                    .put("top_p", 0.95)
                    .put("seed", i)
                    .put("max_tokens", TOKENS)
                    .putArray("messages")
                    .addObject()
                    .put("role", "user")
                    .put("content", question(i));
            lines.append(line).append('\n');
        }
        Files.writeString(file, lines);
        return file;
    }

    private static List<String> questions(int count) {
        List<String> questions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            questions.add(question(i));
        }
        return questions;
    }

    private static String question(int number) {
        return "Tell me a long story about the number " + number + " and a dog.";
    }

    private static String prompt(String question) {
        return "<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\n"
                + "<|im_start|>user\n" + question + "<|im_end|>\n<|im_start|>assistant\n";
    }
}
