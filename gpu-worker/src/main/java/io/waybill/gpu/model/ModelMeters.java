package io.waybill.gpu.model;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.waybill.workflows.batch.Lane;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What operators see of one model's queue and engine; see docs/operations.md for meanings. Thread-safe. */
final class ModelMeters implements AutoCloseable {

    private static final String MODEL = "model";
    private static final double[] BATCH_SIZES = {1, 2, 4, 8, 16, 32, 64, 128, 256};

    private final Map<Lane, AtomicInteger> inside = new EnumMap<>(Lane.class);
    private final List<Meter> meters = new ArrayList<>();
    private final Timer runs;
    private final DistributionSummary sizes;
    private final String model;

    /**
     * Registers them.
     *
     * @param watts what the device draws while all callers work; 0 where it is not known, then no energy is told
     * @param callers how many work at a time at most
     */
    ModelMeters(String model, double watts, int callers) {
        this.model = model;
        this.runs = Timer.builder("waybill.model.run").tag(MODEL, model).register(Metrics.globalRegistry);
        this.sizes = DistributionSummary.builder("waybill.model.batch.items")
                .tag(MODEL, model)
                .serviceLevelObjectives(BATCH_SIZES)
                .register(Metrics.globalRegistry);
        meters.add(runs);
        meters.add(sizes);
        for (Lane lane : Lane.values()) {
            var count = new AtomicInteger();
            inside.put(lane, count);
            meters.add(Gauge.builder("waybill.model.queue.items", count, AtomicInteger::get)
                    .tags(Tags.of(MODEL, model, "lane", lane.name()))
                    .strongReference(true)
                    .register(Metrics.globalRegistry));
        }
        if (watts > 0) {
            meters.add(FunctionCounter.builder(
                            "waybill.model.energy.joules",
                            runs,
                            timer -> timer.totalTime(TimeUnit.SECONDS) / callers * watts)
                    .tags(Tags.of(MODEL, model, "source", "estimated"))
                    .register(Metrics.globalRegistry));
        }
    }

    /** Counts work from now until it has its answer. */
    void arrived(Work work) {
        AtomicInteger count = inside.get(work.lane());
        if (count != null) {
            count.incrementAndGet();
            var _ = work.answer().whenComplete((_, _) -> count.decrementAndGet());
        }
    }

    /** Counts a tensor batch that ran, or failed with {@code failure}. */
    void ran(List<Work> batch, long nanos, @Nullable RuntimeException failure) {
        runs.record(nanos, TimeUnit.NANOSECONDS);
        sizes.record(batch.size());
        int tokens = batch.stream().mapToInt(work -> work.tokens().count()).sum();
        Metrics.counter("waybill.model.tokens", MODEL, model).increment(tokens);
        Metrics.counter("waybill.model.items", MODEL, model, "outcome", failure == null ? "ran" : "failed")
                .increment(batch.size());
    }

    @Override
    public void close() {
        meters.forEach(Metrics.globalRegistry::remove);
    }
}
