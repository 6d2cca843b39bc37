package io.waybill.activities.webhook;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How events are delivered.
 *
 * @param timeout within which a receiver must have answered, 1 s to 30 s
 * @param places first attempts at a time for one receiver, 1..100
 * @param attempts attempts at a time of one worker, for all receivers, 1..10,000
 * @param keep how long events and what came of them can be looked at, 1 day or more
 */
@ConfigurationProperties("waybill.webhooks")
public record WebhookSettings(
        @DefaultValue("15s") Duration timeout,
        @DefaultValue("8") int places,
        @DefaultValue("1000") int attempts,
        @DefaultValue("30d") Duration keep) {

    private static final Duration TIMEOUT_MIN = Duration.ofSeconds(1);
    private static final Duration TIMEOUT_MAX = Duration.ofSeconds(30);
    private static final Duration KEEP_MIN = Duration.ofDays(1);
    private static final int PLACES_MAX = 100;
    private static final int ATTEMPTS_MAX = 10_000;

    /** Checks ranges. */
    public WebhookSettings {
        if (timeout.compareTo(TIMEOUT_MIN) < 0 || timeout.compareTo(TIMEOUT_MAX) > 0) {
            throw new IllegalArgumentException("waybill.webhooks.timeout is " + timeout + ", allowed are 1s..30s");
        }
        if (places < 1 || places > PLACES_MAX) {
            throw new IllegalArgumentException(
                    "waybill.webhooks.places is " + places + ", allowed are 1.." + PLACES_MAX);
        }
        if (attempts < 1 || attempts > ATTEMPTS_MAX) {
            throw new IllegalArgumentException(
                    "waybill.webhooks.attempts is " + attempts + ", allowed are 1.." + ATTEMPTS_MAX);
        }
        if (keep.compareTo(KEEP_MIN) < 0) {
            throw new IllegalArgumentException("waybill.webhooks.keep is " + keep + ", at least 1d is needed");
        }
    }
}
