package io.waybill.gpu.upstream;

import io.waybill.models.catalog.ModelManifest;
import io.waybill.models.catalog.ModelManifest.Limits;
import io.waybill.models.catalog.ModelManifest.Pricing;
import io.waybill.models.catalog.ModelManifest.Upstream;
import io.waybill.models.generation.GenerationEndpoint;
import io.waybill.models.generation.GenerationEvent;
import io.waybill.models.generation.GenerationEvent.ChoiceEnd;
import io.waybill.models.generation.GenerationEvent.Done;
import io.waybill.models.generation.GenerationEvent.Failed;
import io.waybill.models.generation.GenerationEvent.Piece;
import io.waybill.models.generation.GenerationRequest;
import io.waybill.models.generation.GenerationSink;
import io.waybill.models.generation.Message;
import io.waybill.models.generation.OutputFormat;
import io.waybill.models.generation.Prompt;
import io.waybill.models.generation.Sampling;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Models, limits and requests with telling defaults. */
final class Upstreams {

    private Upstreams() {}

    static ModelManifest model(@Nullable String keyFile, int concurrency, String... urls) {
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
                new Limits(8_192, 1, 1, 1, 1_024, 256),
                new Pricing("token", BigDecimal.ONE, BigDecimal.TWO),
                new Upstream(Arrays.asList(urls), "tiny", keyFile, concurrency, 60),
                "proprietary");
    }

    /** Limits that tests can wait for. */
    static UpstreamLimits quick() {
        return new UpstreamLimits(
                Duration.ofSeconds(2),
                Duration.ofMillis(1_500),
                Duration.ofSeconds(1),
                Duration.ofSeconds(10),
                Duration.ofMillis(300),
                Duration.ofMillis(10),
                Duration.ofSeconds(3),
                Duration.ofMillis(200),
                Duration.ofMillis(20),
                Duration.ofMillis(50));
    }

    static UpstreamGenerator open(String... urls) {
        return UpstreamGenerator.open(model(null, 64, urls), quick());
    }

    static GenerationRequest chat() {
        return chat(1, Sampling.DEFAULT);
    }

    static GenerationRequest chat(int n, Sampling sampling) {
        return new GenerationRequest(
                GenerationEndpoint.chat,
                "far",
                new Prompt.Chat(List.of(Message.of("user", "Say hello.")), List.of(), "auto"),
                sampling,
                OutputFormat.TEXT,
                16,
                n,
                true,
                true);
    }

    static Told run(UpstreamGenerator generator) throws InterruptedException {
        return run(generator, chat());
    }

    static Told run(UpstreamGenerator generator, GenerationRequest request) throws InterruptedException {
        var told = new Told(_ -> {});
        generator.generate(request, told);
        return told;
    }

    /** Waits for a condition; the test's own time limit ends it. */
    static void until(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(2_000_000);
        }
    }

    /** A sink that remembers. */
    static final class Told implements GenerationSink {

        private final List<GenerationEvent> events = new CopyOnWriteArrayList<>();
        private final Consumer<Told> then;
        private volatile boolean wanted = true;

        Told(Consumer<Told> then) {
            this.then = then;
        }

        @Override
        public void accept(GenerationEvent event) {
            events.add(event);
            then.accept(this);
        }

        @Override
        public boolean wanted() {
            return wanted;
        }

        void lose() {
            wanted = false;
        }

        List<GenerationEvent> events() {
            return events;
        }

        String text() {
            var text = new StringBuilder();
            for (GenerationEvent event : events) {
                if (event instanceof Piece piece) {
                    text.append(piece.text());
                }
            }
            return text.toString();
        }

        List<String> reasons() {
            return events.stream()
                    .filter(ChoiceEnd.class::isInstance)
                    .map(it -> ((ChoiceEnd) it).finishReason())
                    .toList();
        }

        Done done() {
            return (Done) events.getLast();
        }

        Failed failed() {
            return (Failed) events.getLast();
        }
    }
}
