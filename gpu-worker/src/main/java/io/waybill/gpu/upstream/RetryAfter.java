package io.waybill.gpu.upstream;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** The header of RFC 9110, section 10.2.3: seconds or a date. */
final class RetryAfter {

    /** Whoever asks for more means that we shall not come back. */
    private static final Duration MAX = Duration.ofHours(1);

    private RetryAfter() {}

    /** {@return how long to wait, up to an hour; null where the text says nothing} */
    static @Nullable Duration parse(@Nullable String text, Clock clock) {
        if (text == null) {
            return null;
        }
        String value = text.strip();
        try {
            Duration wait = value.chars().allMatch(c -> c >= '0' && c <= '9')
                    ? Duration.ofSeconds(value.length() > 6 ? MAX.toSeconds() : Long.parseLong(value))
                    : Duration.between(
                            clock.instant(), ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME));
            if (wait.isNegative()) {
                return Duration.ZERO;
            }
            return wait.compareTo(MAX) > 0 ? MAX : wait;
        } catch (DateTimeException | NumberFormatException _) {
            return null;
        }
    }
}
