package io.waybill.standalone.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTest {

    @Test
    void doublesUpToTenSeconds() {
        var backoff = new Backoff();

        var waits = Stream.generate(() -> backoff.after(Duration.ZERO))
                .limit(8)
                .map(Duration::toMillis)
                .toList();

        assertThat(waits).containsExactly(200L, 400L, 800L, 1_600L, 3_200L, 6_400L, 10_000L, 10_000L);
    }

    @Test
    void beginsAnewAfterAHealthyMinute() {
        var backoff = new Backoff();
        backoff.after(Duration.ZERO);
        backoff.after(Duration.ZERO);

        Duration wait = backoff.after(Backoff.HEALTHY);

        assertThat(wait).isEqualTo(Backoff.FIRST);
    }
}
