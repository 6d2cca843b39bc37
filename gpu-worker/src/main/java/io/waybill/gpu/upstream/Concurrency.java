package io.waybill.gpu.upstream;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How many calls a server takes at a time, found by additive increase and multiplicative decrease (Chiu and Jain, 1989)
 * with TCP's slow start (RFC 5681, section 3.1): doubled each window until the first congestion, then one more each
 * window of successes, halved at congestion. Thread-safe.
 */
final class Concurrency {

    /** Enough to find out whether a server is there; a small one is not hurt. */
    private static final int FIRST = 4;

    /** Fewer say nothing about the usual latency. */
    private static final int LATENCIES_MIN = 16;

    /** A reading of the latency counts for this part in the average. */
    private static final double WEIGHT = 0.1;

    /** The lowest average is forgotten slowly: longer prompts are no congestion for ever. */
    private static final double DRIFT = 1.002;

    private static final double BLOW_UP = 4;

    /** Below this nobody calls it a blow-up. */
    private static final double BLOW_UP_NANOS_MIN = 1e9;

    private final int max;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition left = lock.newCondition();
    private int limit;
    private int inside;
    private boolean slowStart = true;

    /** Limit when the window began, which ends after as many successes. */
    private int window;

    private int windowSuccesses;

    /** Most calls at a time in the window. */
    private int windowPeak;

    private long decreasedNanos = System.nanoTime();
    private int latencies;
    private double average;
    private double lowest = Double.MAX_VALUE;

    Concurrency(int max) {
        this.max = max;
        this.limit = Math.min(FIRST, max);
        this.window = limit;
    }

    /** {@return the calls that are good at a time, 1 to the maximum} */
    int limit() {
        lock.lock();
        try {
            return limit;
        } finally {
            lock.unlock();
        }
    }

    /** {@return whether there was room within {@code patience}; then {@link #leave} must follow} */
    boolean enter(Duration patience) throws InterruptedException {
        long nanos = patience.toNanos();
        lock.lockInterruptibly();
        try {
            while (inside >= limit) {
                if (nanos <= 0) {
                    return false;
                }
                nanos = left.awaitNanos(nanos);
            }
            inside++;
            windowPeak = Math.max(windowPeak, inside);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Ends what {@link #enter} began. */
    void leave() {
        lock.lock();
        try {
            inside--;
            left.signal();
        } finally {
            lock.unlock();
        }
    }

    /** A call that began at {@code startedNanos} succeeded; its first event took {@code firstEventNanos}. */
    void succeeded(long startedNanos, long firstEventNanos) {
        lock.lock();
        try {
            if (blowsUp(firstEventNanos)) {
                decrease(startedNanos);
                return;
            }
            windowSuccesses++;
            boolean windowEnds = windowSuccesses >= window;
            // A limit that nobody reached was not tried out (RFC 7661).
            if (windowPeak >= window && limit < max && (slowStart || windowEnds)) {
                limit++;
                left.signal();
            }
            if (windowEnds) {
                startWindow();
            }
        } finally {
            lock.unlock();
        }
    }

    /** A call that began at {@code startedNanos} met congestion. */
    void congested(long startedNanos) {
        lock.lock();
        try {
            decrease(startedNanos);
        } finally {
            lock.unlock();
        }
    }

    private boolean blowsUp(long firstEventNanos) {
        latencies++;
        average = latencies == 1 ? firstEventNanos : average + WEIGHT * (firstEventNanos - average);
        if (latencies < LATENCIES_MIN) {
            return false;
        }
        lowest = Math.min(lowest * DRIFT, average);
        if (average <= Math.max(BLOW_UP * lowest, lowest + BLOW_UP_NANOS_MIN)) {
            return false;
        }
        average = lowest;
        return true;
    }

    // Calls that began before the last decrease tell of the old limit.
    private void decrease(long startedNanos) {
        if (startedNanos - decreasedNanos < 0) {
            return;
        }
        slowStart = false;
        limit = Math.max(1, limit / 2);
        decreasedNanos = System.nanoTime();
        startWindow();
    }

    private void startWindow() {
        window = limit;
        windowSuccesses = 0;
        windowPeak = inside;
    }
}
