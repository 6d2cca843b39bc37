package io.waybill.activities.reconcile;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How batches are compared with their workflows.
 *
 * @param every time between two looks, 1 s or more; with {@code age} it bounds how long money of a terminated workflow
 *     stays held
 * @param age how old a batch is at least before it is looked at: its submission may still be about to start the
 *     workflow
 */
@ConfigurationProperties("waybill.reconcile")
public record ReconcileSettings(
        @DefaultValue("30s") Duration every,
        @DefaultValue("1m") Duration age) {

    private static final Duration EVERY_MIN = Duration.ofSeconds(1);

    /** Checks the durations. */
    public ReconcileSettings {
        if (every.compareTo(EVERY_MIN) < 0) {
            throw new IllegalArgumentException("waybill.reconcile.every is " + every + ", at least 1 s is needed");
        }
        if (age.isNegative()) {
            throw new IllegalArgumentException("waybill.reconcile.age is negative: " + age);
        }
    }
}
