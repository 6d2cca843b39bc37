package io.waybill.gpu.generation;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.waybill.models.generation.GenerationEvent;
import io.waybill.models.generation.GenerationSink;
import io.waybill.workflows.batch.Lane;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What operators see of one generating model; see docs/operations.md for meanings. Thread-safe. */
final class GenerationMeters implements AutoCloseable {

    private static final String MODEL = "model";

    private final Map<Lane, AtomicInteger> waiting = new EnumMap<>(Lane.class);
    private final List<Meter> meters = new ArrayList<>();
    private final Timer firstToken;
    private final AtomicInteger running = new AtomicInteger();
    private final String model;

    GenerationMeters(String model) {
        this.model = model;
        this.firstToken = Timer.builder("waybill.generation.first.token")
                .tag(MODEL, model)
                .register(Metrics.globalRegistry);
        meters.add(firstToken);
        meters.add(Gauge.builder("waybill.generation.running", running, AtomicInteger::get)
                .tag(MODEL, model)
                .strongReference(true)
                .register(Metrics.globalRegistry));
        for (Lane lane : Lane.values()) {
            var count = new AtomicInteger();
            waiting.put(lane, count);
            meters.add(Gauge.builder("waybill.generation.waiting", count, AtomicInteger::get)
                    .tags(Tags.of(MODEL, model, "lane", lane.name()))
                    .strongReference(true)
                    .register(Metrics.globalRegistry));
        }
    }

    void waiting(Lane lane, int count) {
        AtomicInteger gauge = waiting.get(lane);
        if (gauge != null) {
            gauge.set(count);
        }
    }

    void running(int count) {
        running.set(count);
    }

    /** {@return a sink that counts on the way to {@code sink}} */
    GenerationSink counting(GenerationSink sink) {
        return new Counting(sink, System.nanoTime());
    }

    @Override
    public void close() {
        meters.forEach(Metrics.globalRegistry::remove);
    }

    /** Counts one call. */
    private final class Counting implements GenerationSink {

        private final GenerationSink next;
        private final long begun;
        private boolean first = true;

        Counting(GenerationSink next, long begun) {
            this.next = next;
            this.begun = begun;
        }

        @Override
        public void accept(GenerationEvent event) {
            switch (event) {
                case GenerationEvent.Piece _, GenerationEvent.ToolPiece _ -> {
                    if (first) {
                        first = false;
                        firstToken.record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
                    }
                }
                case GenerationEvent.ChoiceEnd end ->
                    Metrics.counter("waybill.generation.choices", MODEL, model, "reason", end.finishReason())
                            .increment();
                case GenerationEvent.Done done -> {
                    Metrics.counter("waybill.generation.tokens", MODEL, model, "kind", "prompt")
                            .increment(done.promptTokens());
                    Metrics.counter("waybill.generation.tokens", MODEL, model, "kind", "completion")
                            .increment(done.completionTokens());
                }
                case GenerationEvent.Failed _ ->
                    Metrics.counter("waybill.generation.choices", MODEL, model, "reason", "failed")
                            .increment();
            }
            next.accept(event);
        }

        @Override
        public boolean wanted() {
            return next.wanted();
        }
    }
}
