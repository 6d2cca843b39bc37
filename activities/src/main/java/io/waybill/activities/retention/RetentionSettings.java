package io.waybill.activities.retention;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How often what was kept long enough is removed; how long that is, {@code KeptFor} says.
 *
 * @param every time between two runs, 1 s or more
 */
@ConfigurationProperties("waybill.retention")
record RetentionSettings(@DefaultValue("10m") Duration every) {

    private static final Duration EVERY_MIN = Duration.ofSeconds(1);

    RetentionSettings {
        if (every.compareTo(EVERY_MIN) < 0) {
            throw new IllegalArgumentException("waybill.retention.every is " + every + ", at least 1 s is needed");
        }
    }
}
