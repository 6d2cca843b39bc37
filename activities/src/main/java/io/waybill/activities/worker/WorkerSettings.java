package io.waybill.activities.worker;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much the worker takes on.
 *
 * @param enabled whether this process works; {@code WorkerApplication} always does
 * @param activities most activities at once, 1..1000; each may hold a connection of the pool for a while
 * @param workflows most workflows kept in memory, 10..10000
 * @param stopTimeout how long a stopping process waits for what it has begun
 */
@ConfigurationProperties("waybill.worker")
record WorkerSettings(
        @DefaultValue("false") boolean enabled,
        @DefaultValue("32") int activities,
        @DefaultValue("600") int workflows,
        @DefaultValue("20s") Duration stopTimeout) {

    private static final int ACTIVITIES_MAX = 1_000;
    private static final int WORKFLOWS_MIN = 10;
    private static final int WORKFLOWS_MAX = 10_000;

    WorkerSettings {
        if (activities < 1 || activities > ACTIVITIES_MAX) {
            throw new IllegalArgumentException(
                    "waybill.worker.activities is " + activities + ", allowed are 1.." + ACTIVITIES_MAX);
        }
        if (workflows < WORKFLOWS_MIN || workflows > WORKFLOWS_MAX) {
            throw new IllegalArgumentException("waybill.worker.workflows is " + workflows + ", allowed are "
                    + WORKFLOWS_MIN + ".." + WORKFLOWS_MAX);
        }
        if (stopTimeout.isNegative()) {
            throw new IllegalArgumentException("waybill.worker.stop-timeout is negative: " + stopTimeout);
        }
    }
}
