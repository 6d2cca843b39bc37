package io.waybill.gpu.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConcurrencyTest {

    private static final long FAST = 10_000_000;

    @Test
    void doublesEachWindowUntilTheFirstCongestion() throws Exception {
        var concurrency = new Concurrency(64);

        window(concurrency);
        int first = concurrency.limit();
        window(concurrency);

        assertThat(first).isEqualTo(8);
        assertThat(concurrency.limit()).isEqualTo(16);
    }

    @Test
    void halvesOnceForAllCallsOfAWindowAndThenGrowsByOne() throws Exception {
        var concurrency = new Concurrency(64);
        window(concurrency);
        window(concurrency);
        long started = System.nanoTime();

        concurrency.congested(started);
        concurrency.congested(started);
        int halved = concurrency.limit();
        window(concurrency);

        assertThat(halved).isEqualTo(8);
        assertThat(concurrency.limit()).isEqualTo(9);
    }

    @Test
    void staysBetweenOneAndTheMaximum() throws Exception {
        var concurrency = new Concurrency(6);

        for (int i = 0; i < 10; i++) {
            window(concurrency);
        }
        int most = concurrency.limit();
        for (int i = 0; i < 10; i++) {
            concurrency.congested(System.nanoTime());
        }

        assertThat(most).isEqualTo(6);
        assertThat(concurrency.limit()).isEqualTo(1);
    }

    @Test
    void doesNotGrowWhereNobodyNeedsMore() {
        var concurrency = new Concurrency(64);

        for (int i = 0; i < 100; i++) {
            concurrency.succeeded(System.nanoTime(), FAST);
        }

        assertThat(concurrency.limit()).isEqualTo(4);
    }

    @Test
    void takesALatencyThatExplodesForCongestion() throws Exception {
        var concurrency = new Concurrency(64);
        for (int i = 0; i < 4; i++) {
            window(concurrency);
        }
        int before = concurrency.limit();

        for (int i = 0; i < 20; i++) {
            concurrency.succeeded(System.nanoTime(), Duration.ofSeconds(20).toNanos());
        }

        assertThat(concurrency.limit()).isLessThanOrEqualTo(before / 2);
    }

    @Test
    void letsNoMoreInThanItsLimit() throws Exception {
        var concurrency = new Concurrency(2);

        boolean first = concurrency.enter(Duration.ZERO);
        boolean second = concurrency.enter(Duration.ZERO);
        boolean third = concurrency.enter(Duration.ofMillis(5));
        concurrency.leave();
        boolean fourth = concurrency.enter(Duration.ZERO);

        assertThat(first).isTrue();
        assertThat(second).isTrue();
        assertThat(third).isFalse();
        assertThat(fourth).isTrue();
    }

    /** As many calls at a time as are allowed, all successful. */
    private static void window(Concurrency concurrency) throws InterruptedException {
        int calls = concurrency.limit();
        for (int i = 0; i < calls; i++) {
            concurrency.enter(Duration.ZERO);
        }
        long started = System.nanoTime();
        for (int i = 0; i < calls; i++) {
            concurrency.succeeded(started, FAST);
            concurrency.leave();
        }
    }
}
