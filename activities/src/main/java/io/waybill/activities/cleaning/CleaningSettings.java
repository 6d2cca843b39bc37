package io.waybill.activities.cleaning;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How often what nobody needs any more is removed.
 *
 * @param every time between two cleanings, 1 s or more
 */
@ConfigurationProperties("waybill.cleaning")
record CleaningSettings(@DefaultValue("1h") Duration every) {

    private static final Duration EVERY_MIN = Duration.ofSeconds(1);

    CleaningSettings {
        if (every.compareTo(EVERY_MIN) < 0) {
            throw new IllegalArgumentException("waybill.cleaning.every is " + every + ", at least 1 s is needed");
        }
    }
}
