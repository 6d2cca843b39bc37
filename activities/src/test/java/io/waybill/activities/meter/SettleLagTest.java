package io.waybill.activities.meter;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.waybill.activities.testing.SettableClock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SettleLagTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final SettableClock clock = new SettableClock();

    @BeforeEach
    void listen() {
        Metrics.addRegistry(registry);
    }

    @AfterEach
    void leave() {
        Metrics.removeRegistry(registry);
    }

    @Test
    void tellsTheAgeOfTheOldestUntilItIsSettled() {
        long ended = clock.millis();
        clock.advance(Duration.ofSeconds(5));

        try (SettleLag old = SettleLag.begin(ended, clock);
                SettleLag young = SettleLag.begin(clock.millis(), clock)) {
            clock.advance(Duration.ofSeconds(7));
            assertThat(oldest()).isEqualTo(12);
            old.settled();
            young.settled();
        }

        assertThat(oldest()).isZero();
        assertThat(registry.get("waybill.settle.lag").timer().count()).isEqualTo(2);
        assertThat(registry.get("waybill.settle.lag").timer().max(TimeUnit.SECONDS))
                .isEqualTo(12);
    }

    @Test
    void doesNotCountWhatFailed() {
        SettleLag.begin(clock.millis(), clock).close();

        assertThat(oldest()).isZero();
        assertThat(registry.get("waybill.settle.lag").timer().count()).isZero();
    }

    private double oldest() {
        return registry.get("waybill.settle.oldest.seconds").gauge().value();
    }
}
