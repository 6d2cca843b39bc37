package io.waybill.api.generation;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Times how long clients wait for the first token, by model and endpoint. */
@Component
final class FirstTokens {

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(20),
        Duration.ofMillis(50),
        Duration.ofMillis(200),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30),
    };

    /** The first token of a call is there. */
    void record(PreparedCall call) {
        Timer.builder("waybill.calls.first.token")
                .serviceLevelObjectives(BUCKETS)
                .tag("model", call.model().manifest().id())
                .tag("endpoint", call.request().endpoint().name())
                .register(Metrics.globalRegistry)
                .record(Duration.ofNanos(System.nanoTime() - call.begunNanos()));
    }
}
