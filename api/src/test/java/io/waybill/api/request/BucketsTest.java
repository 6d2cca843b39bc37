package io.waybill.api.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BucketsTest {

    private final Hand clock = new Hand();
    private final Buckets buckets = new Buckets(60, clock);

    @Test
    void letsAMinutesRequestsThroughAndThenOneASecond() {
        assertThat(IntStream.range(0, 60).mapToObj(_ -> take("a"))).containsOnly(Duration.ZERO);

        assertThat(take("a")).isEqualTo(Duration.ofSeconds(1));
        clock.pass(Duration.ofSeconds(1));
        assertThat(take("a")).isZero();
        assertThat(take("a")).isPositive();
        assertThat(take("b")).isZero();
    }

    @Test
    void isFullAgainAfterAMinuteAndNotFuller() {
        IntStream.range(0, 60).forEach(_ -> take("a"));

        clock.pass(Duration.ofHours(1));

        assertThat(IntStream.range(0, 60).mapToObj(_ -> take("a"))).containsOnly(Duration.ZERO);
        assertThat(take("a")).isPositive();
    }

    @Test
    void letsNoMoreThroughFromManyThreads() {
        var passed = new AtomicInteger();

        try (var threads = Executors.newFixedThreadPool(8)) {
            for (var i = 0; i < 400; i++) {
                threads.execute(() -> {
                    if (take("a").isZero()) {
                        passed.incrementAndGet();
                    }
                });
            }
        }

        assertThat(passed).hasValue(60);
    }

    @Test
    void givesNearlyEverySubjectABucketOfItsOwn() {
        IntStream.range(0, 60).forEach(_ -> take("busy"));

        var refused = IntStream.range(0, 10_000)
                .filter(i -> !take("subject " + i).isZero())
                .count();

        assertThat(refused).isLessThan(10);
    }

    private Duration take(String subject) {
        return buckets.take(subject.getBytes(StandardCharsets.UTF_8));
    }

    private static final class Hand extends Clock {
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
