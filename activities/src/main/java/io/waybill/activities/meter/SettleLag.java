package io.waybill.activities.meter;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long what has ended waits for the ledger: of each settle, from when its batch's workflow learnt of the end of its
 * first chunk until it was settled; and the age of the oldest that this worker has not settled yet. Thread-safe.
 */
public final class SettleLag implements AutoCloseable {

    private static final double MILLIS = 1e3;

    private static final Set<SettleLag> OPEN = ConcurrentHashMap.newKeySet();
    private static final Timer TIMER = Metrics.timer("waybill.settle.lag");

    static {
        Metrics.gauge("waybill.settle.oldest.seconds", OPEN, SettleLag::oldestSeconds);
    }

    private final long endedMillis;
    private final Clock clock;

    private SettleLag(long endedMillis, Clock clock) {
        this.endedMillis = endedMillis;
        this.clock = clock;
    }

    /** Sees to it that the gauge is there before anything is settled. */
    public static void prepare() {
        // The class is loaded, which registers it.
    }

    /**
     * A settle begins; closing it says that it has ended, in whatever way.
     *
     * @param endedMillis when its first chunk ended, in milliseconds since 1970
     */
    public static SettleLag begin(long endedMillis, Clock clock) {
        var lag = new SettleLag(endedMillis, clock);
        OPEN.add(lag);
        return lag;
    }

    /** What was to be settled is in the ledger. */
    public void settled() {
        TIMER.record(age());
    }

    @Override
    public void close() {
        OPEN.remove(this);
    }

    private Duration age() {
        return Duration.ofMillis(Math.max(0, clock.millis() - endedMillis));
    }

    private static double oldestSeconds(Set<SettleLag> open) {
        return open.stream().mapToLong(lag -> lag.age().toMillis()).max().orElse(0) / MILLIS;
    }
}
