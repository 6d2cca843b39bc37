package io.waybill.standalone.process;

import java.time.Duration;

/** How long to wait before a process is started again: doubling, and from the start after a healthy while. */
final class Backoff {

    static final Duration FIRST = Duration.ofMillis(200);
    static final Duration LONGEST = Duration.ofSeconds(10);
    static final Duration HEALTHY = Duration.ofMinutes(1);

    private Duration next = FIRST;

    /** {@return the wait after a process that ran for {@code ran}} */
    Duration after(Duration ran) {
        if (ran.compareTo(HEALTHY) >= 0) {
            next = FIRST;
        }
        Duration wait = next;
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
        return wait;
    }
}
