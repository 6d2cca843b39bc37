package io.waybill.activities.webhook;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** When an event is sent again: Standard Webhooks' schedule, in all some three days. */
final class DeliverySchedule {

    /** Before each attempt, since the one before. */
    private static final List<Duration> DELAYS = List.of(
            Duration.ZERO,
            Duration.ofSeconds(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(5),
            Duration.ofHours(10),
            Duration.ofHours(14),
            Duration.ofHours(20),
            Duration.ofHours(24));

    /** A receiver that asks for more does not decide for how long a delivery lives. */
    private static final Duration RETRY_AFTER_MAX = Duration.ofHours(24);

    /** Spreads those that failed at once. */
    private static final double JITTER = 0.1;

    private DeliverySchedule() {}

    /** {@return whether there is another attempt after so many} */
    static boolean hasNext(int attempts) {
        return attempts < DELAYS.size();
    }

    /**
     * {@return the time until the attempt after {@code attempts}}
     *
     * @param retryAfter what the receiver asked for: seconds or a date of HTTP; null for nothing
     */
    static Duration delay(int attempts, @Nullable String retryAfter, Instant now, RandomGenerator random) {
        Duration planned = DELAYS.get(attempts);
        Duration spread = planned.plusMillis((long) (planned.toMillis() * JITTER * random.nextDouble()));
        Duration asked = asked(retryAfter, now);
        return asked.compareTo(spread) > 0 ? asked : spread;
    }

    // RFC 9110, section 10.2.3.
    private static Duration asked(@Nullable String retryAfter, Instant now) {
        if (retryAfter == null) {
            return Duration.ZERO;
        }
        Duration asked = Duration.ZERO;
        if (retryAfter.matches("\\d{1,9}")) {
            asked = Duration.ofSeconds(Long.parseLong(retryAfter));
        } else {
            try {
                asked = Duration.between(
                        now,
                        ZonedDateTime.parse(retryAfter, DateTimeFormatter.RFC_1123_DATE_TIME)
                                .toInstant());
            } catch (DateTimeException _) {
                // a header that says nothing
            }
        }
        return asked.compareTo(RETRY_AFTER_MAX) > 0 ? RETRY_AFTER_MAX : asked;
    }
}
