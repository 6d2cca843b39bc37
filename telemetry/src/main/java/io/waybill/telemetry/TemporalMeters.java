package io.waybill.telemetry;

import com.uber.m3.tally.RootScopeBuilder;
import com.uber.m3.tally.Scope;
import com.uber.m3.util.Duration;
import io.micrometer.core.instrument.Metrics;
import io.temporal.common.reporter.MicrometerClientStatsReporter;

/** Temporal's own meters: requests, schedule-to-start, slots, cache, failures; by task queue and type. */
public final class TemporalMeters {

    /** How often they are brought up to date; Prometheus asks every 15 s or so. */
    private static final double SECONDS = 5;

    private TemporalMeters() {}

    /** {@return a scope that counts among the meters of this process; closed with the stubs that were given it} */
    public static Scope scope() {
        return new RootScopeBuilder()
                .reporter(new MicrometerClientStatsReporter(Metrics.globalRegistry))
                .reportEvery(Duration.ofSeconds(SECONDS));
    }
}
