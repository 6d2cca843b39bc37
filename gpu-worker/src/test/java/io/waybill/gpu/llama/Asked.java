package io.waybill.gpu.llama;

import io.waybill.gpu.generation.Generator;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Requests with telling defaults, and what came of them. */
final class Asked implements GenerationSink {

    final List<GenerationEvent> events = new CopyOnWriteArrayList<>();
    private final GenerationCollector collector;
    private final Predicate<Asked> wanted;

    private Asked(int choices, Predicate<Asked> wanted) {
        this.collector = new GenerationCollector(choices);
        this.wanted = wanted;
    }

    static Asked ask(Generator generator, GenerationRequest request) throws InterruptedException {
        return ask(generator, request, _ -> true);
    }

    static Asked ask(Generator generator, GenerationRequest request, Predicate<Asked> wanted)
            throws InterruptedException {
        var asked = new Asked(request.choices(), wanted);
        generator.generate(request, asked);
        return asked;
    }

    static GenerationRequest chat(String message, int maxTokens) {
        return request(
                new Prompt.Chat(List.of(Message.of("user", message)), List.of(), "auto"),
                greedy(),
                OutputFormat.TEXT,
                maxTokens,
                1);
    }

    static GenerationRequest request(Prompt prompt, Sampling sampling, OutputFormat format, int maxTokens, int n) {
        return new GenerationRequest(
                GenerationEndpoint.chat, SmolLm.ID, prompt, sampling, format, maxTokens, n, false, false);
    }

    static Sampling greedy() {
        return sampling(0, 1L, List.of(), Map.of(), null);
    }

    static Sampling sampling(
            double temperature,
            @Nullable Long seed,
            List<String> stop,
            Map<Integer, Double> bias,
            @Nullable Integer topLogprobs) {
        return new Sampling(temperature, null, seed, null, null, stop, bias, topLogprobs);
    }

    Generated answer() {
        return collector.generated();
    }

    String text() {
        return answer().choices().getFirst().text();
    }

    String finishReason() {
        return answer().choices().getFirst().finishReason();
    }

    GenerationEvent.Failed failure() {
        return collector.failure().orElseThrow();
    }

    @Override
    public void accept(GenerationEvent event) {
        events.add(event);
        collector.accept(event);
    }

    @Override
    public boolean wanted() {
        return wanted.test(this);
    }
}
