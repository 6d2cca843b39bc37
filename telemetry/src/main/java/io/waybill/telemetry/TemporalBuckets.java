package io.waybill.telemetry;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * Eight buckets for each of Temporal's durations. Its reporter asks for all seventy of Micrometer's, for each
 * operation, queue and type: megabytes at each scrape.
 */
final class TemporalBuckets implements MeterFilter {

    private static final DistributionStatisticConfig CONFIG = DistributionStatisticConfig.builder()
            .percentilesHistogram(false)
            .serviceLevelObjectives(Stream.of(5L, 20L, 100L, 500L, 1_000L, 5_000L, 20_000L, 60_000L)
                    .mapToDouble(millis -> Duration.ofMillis(millis).toNanos())
                    .toArray())
            .build();

    @Override
    public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
        return id.getName().startsWith("temporal_") ? CONFIG.merge(config) : config;
    }
}
