package io.waybill.api.request;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Token buckets for subjects that anybody can make up, in memory of a fixed size: a subject's place is found by a hash
 * under a random key, and two that meet in a place share its bucket. Each place is one number, the time at which its
 * bucket is full again (generic cell rate algorithm). Of this process alone. Thread-safe.
 */
public final class Buckets {

    /** 512 KiB; of as many busy subjects, two in three have a bucket of their own. */
    private static final int PLACES = 1 << 16;

    private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int KEY_BYTES = 32;

    private final AtomicLongArray fullAtNanos = new AtomicLongArray(PLACES);
    private final byte[] key = new byte[KEY_BYTES];
    private final long eachNanos;
    private final Clock clock;
    private final long startMillis;

    /** Buckets of {@code perMinute} requests, which refill evenly in a minute. */
    public Buckets(int perMinute, Clock clock) {
        this.eachNanos = MINUTE_NANOS / perMinute;
        this.clock = requireNonNull(clock, "clock");
        this.startMillis = clock.millis();
        new SecureRandom().nextBytes(key);
    }

    /** {@return zero where one more request of {@code subject} may go on, else when the next one may come} */
    public Duration take(byte[] subject) {
        var place = place(subject);
        var now = TimeUnit.MILLISECONDS.toNanos(clock.millis() - startMillis);
        while (true) {
            var known = fullAtNanos.get(place);
            var next = Math.max(known, now) + eachNanos;
            if (next - now > MINUTE_NANOS) {
                return Duration.ofNanos(next - now - MINUTE_NANOS);
            }
            if (fullAtNanos.compareAndSet(place, known, next)) {
                return Duration.ZERO;
            }
        }
    }

    private int place(byte[] subject) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(key);
            return ByteBuffer.wrap(digest.digest(subject)).getInt() & (PLACES - 1);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
