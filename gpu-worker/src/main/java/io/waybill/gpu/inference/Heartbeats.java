package io.waybill.gpu.inference;

import static java.util.Objects.requireNonNull;

import io.temporal.client.ActivityCompletionException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Beats for one activity from a thread of its own, so that a long item is no silence. When the server answers that
 * nobody wants the result any more, the activity's thread is interrupted and {@link #check} throws why.
 */
final class Heartbeats implements AutoCloseable {

    private final Runnable beat;
    private final Duration every;
    private final Thread activity;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();

    /** Null while the result is wanted. */
    private @Nullable ActivityCompletionException stopped;

    private boolean closed;

    private Heartbeats(Runnable beat, Duration every) {
        this.beat = requireNonNull(beat, "beat");
        this.every = requireNonNull(every, "every");
        this.activity = Thread.currentThread();
    }

    /**
     * Starts beating for the calling thread.
     *
     * @param beat sends one; throws {@link ActivityCompletionException} where the result is not wanted
     */
    static Heartbeats start(Runnable beat, Duration every) {
        Heartbeats heartbeats = new Heartbeats(beat, every);
        Thread.ofVirtual().name("heartbeat").start(heartbeats::run);
        return heartbeats;
    }

    /**
     * Returns while the result is wanted.
     *
     * @throws ActivityCompletionException where it is not
     */
    void check() {
        lock.lock();
        try {
            if (stopped != null) {
                throw stopped;
            }
        } finally {
            lock.unlock();
        }
    }

    /** {@return whether the result is wanted} */
    boolean wanted() {
        lock.lock();
        try {
            return stopped == null;
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        while (waitForNext()) {
            try {
                beat.run();
            } catch (ActivityCompletionException e) {
                stop(e);
                return;
            } catch (RuntimeException _) {
                // The server cannot be reached: the next beat tries again, and the heartbeat timeout is the judge.
            }
        }
    }

    /** {@return false when the activity has ended} */
    private boolean waitForNext() {
        lock.lock();
        try {
            long left = every.toNanos();
            while (!closed && left > 0) {
                left = ended.awaitNanos(left);
            }
            return !closed;
        } catch (InterruptedException _) {
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void stop(ActivityCompletionException e) {
        lock.lock();
        try {
            if (!closed) {
                stopped = e;
                activity.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Stops beating; takes back the interruption that it may have caused. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            ended.signalAll();
            if (stopped != null) {
                Thread.interrupted();
            }
        } finally {
            lock.unlock();
        }
    }

    /** How long a wait for an answer may last before {@link #check} is due. */
    static final long CHECK_MILLIS = TimeUnit.SECONDS.toMillis(1);
}
