package io.waybill.standalone;

import io.waybill.gpu.llama.LlamaFailed;
import io.waybill.gpu.llama.LlamaGenerator;
import io.waybill.gpu.llama.LlamaSettings;
import io.waybill.models.catalog.InstalledModel;
import io.waybill.models.generation.Generated;
import io.waybill.models.generation.GenerationCollector;
import io.waybill.models.generation.GenerationEndpoint;
import io.waybill.models.generation.GenerationEvent;
import io.waybill.models.generation.GenerationRequest;
import io.waybill.models.generation.GenerationSink;
import io.waybill.models.generation.Message;
import io.waybill.models.generation.OutputFormat;
import io.waybill.models.generation.Prompt;
import io.waybill.models.generation.Sampling;
import io.waybill.models.gguf.GgufRejected;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Tries a GGUF model once: loads it, asks for one short answer, and says how fast it came. */
public final class GgufTrial {

    private static final int TOKENS = 32;

    /** What the most likely words must say, of models that come with the platform. */
    private static final Map<String, String> KNOWN = Map.of("smollm2-135m", "Paris");

    private static final double MICROS_PER_SECOND = 1e6;

    private GgufTrial() {}

    /** {@return what was found, in one line} */
    public static UpstreamTrial.Report run(InstalledModel model) throws InterruptedException {
        String id = model.manifest().id();
        var collector = new GenerationCollector(1);
        try (var generator = LlamaGenerator.open(model, LlamaSettings.defaults())) {
            generator.generate(question(model), new Sink(collector));
        } catch (LlamaFailed | GgufRejected e) {
            return bad("cannot be loaded: " + e.getMessage());
        }
        var failed = collector.failure();
        if (failed.isPresent()) {
            return bad("no answer: " + failed.get().code() + ": " + failed.get().message());
        }
        Generated answer = collector.generated();
        String text = answer.choices().getFirst().text().strip();
        String expected = KNOWN.getOrDefault(id, "");
        if (!text.contains(expected) || text.isEmpty()) {
            return bad("its answer is not the one that is known: " + text);
        }
        double seconds = answer.micros() / MICROS_PER_SECOND;
        return new UpstreamTrial.Report(
                List.of(String.format(
                        Locale.ROOT,
                        "answers \"%s\", %d tokens in %.1f s, %.0f a second",
                        text,
                        answer.completionTokens(),
                        seconds,
                        answer.completionTokens() / seconds)),
                List.of());
    }

    private static GenerationRequest question(InstalledModel model) {
        return new GenerationRequest(
                GenerationEndpoint.chat,
                model.manifest().id(),
                new Prompt.Chat(List.of(Message.of("user", "What is the capital of France?")), List.of(), "auto"),
                new Sampling(0.0, null, 1L, null, null, List.of(), Map.of(), null),
                OutputFormat.TEXT,
                Math.min(TOKENS, model.manifest().limits().output()),
                1,
                false,
                false);
    }

    private static UpstreamTrial.Report bad(String line) {
        return new UpstreamTrial.Report(List.of(), List.of(line));
    }

    private record Sink(GenerationCollector collector) implements GenerationSink {

        @Override
        public void accept(GenerationEvent event) {
            collector.accept(event);
        }

        @Override
        public boolean wanted() {
            return true;
        }
    }
}
