package io.waybill.activities.rate;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * Token buckets that all processes share: a bucket holds a minute's requests and refills evenly. All processes together
 * never let more through than it held. Thread-safe.
 */
public interface RateLimits {

    /**
     * Takes one request out of the bucket of {@code subject}.
     *
     * @param subject what is limited, such as {@code key:0123456789}
     * @param perMinute the bucket's size
     */
    Decision take(String subject, int perMinute);

    /**
     * Whether a request may go on.
     *
     * @param remaining requests left, as far as this process knows
     * @param retryAfter when the next one may come; zero where it was allowed
     */
    record Decision(boolean allowed, long remaining, Duration retryAfter) {

        /** Checks that what must be there is. */
        public Decision {
            requireNonNull(retryAfter, "retryAfter");
        }
    }
}
