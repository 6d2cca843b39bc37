package io.waybill.gpu.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.waybill.workflows.batch.Lane;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ModelMetersTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @BeforeEach
    void listen() {
        Metrics.addRegistry(registry);
    }

    @AfterEach
    void close() {
        Metrics.removeRegistry(registry);
    }

    @Test
    void countsWorkByLaneUntilItHasItsAnswer() {
        try (var meters = new ModelMeters("counted", 0, 2)) {
            Work high = work(Lane.high);
            meters.arrived(high);
            meters.arrived(work(Lane.fill));

            assertThat(waiting("counted", "high")).isEqualTo(1);
            assertThat(waiting("counted", "fill")).isEqualTo(1);
            high.answer().cancel(false);

            assertThat(waiting("counted", "high")).isZero();
            assertThat(waiting("counted", "fill")).isEqualTo(1);
        }
    }

    @Test
    void tellsSizesTokensAndTheEnergyOfBusyCallers() {
        try (var meters = new ModelMeters("ran", 50, 2)) {
            meters.ran(List.of(work(Lane.low), work(Lane.low)), TimeUnit.SECONDS.toNanos(4), null);
            meters.ran(List.of(work(Lane.low)), 0, new EngineFailed("no", false, null));

            assertThat(registry.get("waybill.model.batch.items")
                            .tag("model", "ran")
                            .summary()
                            .totalAmount())
                    .isEqualTo(3);
            assertThat(registry.get("waybill.model.tokens")
                            .tag("model", "ran")
                            .counter()
                            .count())
                    .isEqualTo(9);
            assertThat(registry.get("waybill.model.items")
                            .tag("outcome", "failed")
                            .counter()
                            .count())
                    .isEqualTo(1);
            // One of two callers was busy for four seconds: half of 50 watts.
            assertThat(registry.get("waybill.model.energy.joules")
                            .functionCounter()
                            .count())
                    .isEqualTo(100);
        }
    }

    @Test
    void goesWithItsModel() {
        new ModelMeters("gone", 0, 1).close();

        assertThat(registry.find("waybill.model.queue.items")
                        .tag("model", "gone")
                        .gauges())
                .isEmpty();
    }

    private double waiting(String model, String lane) {
        return registry.get("waybill.model.queue.items")
                .tags("model", model, "lane", lane)
                .gauge()
                .value();
    }

    private static Work work(Lane lane) {
        return Works.of(lane, "three little words");
    }
}
