package io.waybill.gpu.upstream;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What operators see of one model's servers; see docs/operations.md for meanings. Thread-safe. */
final class UpstreamMeters implements AutoCloseable {

    private static final String MODEL = "model";

    private final String model;
    private final Timer firstEvents;
    private final List<Meter> meters;

    UpstreamMeters(String model, Concurrency concurrency, Endpoints endpoints) {
        this.model = model;
        this.firstEvents =
                Timer.builder("waybill.upstream.first.event").tag(MODEL, model).register(Metrics.globalRegistry);
        this.meters = List.of(
                firstEvents,
                Gauge.builder("waybill.upstream.concurrency", concurrency, Concurrency::limit)
                        .tag(MODEL, model)
                        .strongReference(true)
                        .register(Metrics.globalRegistry),
                Gauge.builder("waybill.upstream.servers.usable", endpoints, Endpoints::usable)
                        .tag(MODEL, model)
                        .strongReference(true)
                        .register(Metrics.globalRegistry));
    }

    /** Counts a try that ended. */
    void ended(String outcome) {
        Metrics.counter("waybill.upstream.calls", MODEL, model, "outcome", outcome)
                .increment();
    }

    /** Counts a try that follows another one. */
    void retried() {
        Metrics.counter("waybill.upstream.retries", MODEL, model).increment();
    }

    /** Records how long the first event of an answer took. */
    void firstEvent(long nanos) {
        firstEvents.record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        meters.forEach(Metrics.globalRegistry::remove);
    }
}
