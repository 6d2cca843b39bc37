package io.waybill.gpu.llama;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The child of a model, and the one after it: a child that died is replaced, later each time it dies again. */
final class LlamaChildren implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(LlamaChildren.class);

    private static final Duration PAUSE_MIN = Duration.ofMillis(200);

    private static final int PAUSE_DOUBLINGS_MAX = 7;

    private static final long LOOK_MILLIS = 50;

    private final String model;
    private final Supplier<ProcessBuilder> program;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable LlamaProcess current; // null before the first and after the last
    private volatile @Nullable LlamaProcess latest; // the same, read without the lock
    private final AtomicBoolean reviving = new AtomicBoolean();
    private int failures;
    private long notBefore;
    private volatile boolean closed;

    LlamaChildren(String model, Supplier<ProcessBuilder> program) {
        this.model = model;
        this.program = program;
    }

    /**
     * {@return a child that was alive a moment ago; null where nobody wants it any more}
     *
     * @throws LlamaFailed where it cannot be started
     */
    @Nullable
    LlamaProcess living(BooleanSupplier wanted) throws InterruptedException {
        while (wanted.getAsBoolean()) {
            if (lock.tryLock(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                try {
                    LlamaProcess living = livingNow();
                    if (living != null) {
                        return living;
                    }
                } finally {
                    lock.unlock();
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            }
        }
        return null;
    }

    /** {@return whether the child lives; where it does not, a thread of its own starts another, without waiting} */
    boolean ready() {
        LlamaProcess known = latest;
        if (known != null && !known.dead()) {
            return true;
        }
        if (!closed && reviving.compareAndSet(false, true)) {
            Thread.ofVirtual().name("llama-" + model + "-again").start(this::revive);
        }
        return false;
    }

    private void revive() {
        try {
            living(() -> !closed);
        } catch (LlamaFailed e) {
            LOGGER.atWarn().addKeyValue("model", model).setCause(e).log("llama process cannot be started");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            reviving.set(false);
        }
    }

    /** An answer came to its end: what dies from now on has not died at once. */
    void wentWell() {
        lock.lock();
        try {
            failures = 0;
        } finally {
            lock.unlock();
        }
    }

    /** {@return the process that runs now, for tests and logs; null where none does} */
    @Nullable
    LlamaProcess current() {
        lock.lock();
        try {
            return current;
        } finally {
            lock.unlock();
        }
    }

    // Null where it is too early for another.
    private @Nullable LlamaProcess livingNow() throws InterruptedException {
        if (closed) {
            throw new LlamaFailed("model " + model + " is closed", null);
        }
        LlamaProcess known = current;
        if (known != null && !known.dead()) {
            return known;
        }
        if (known != null) {
            current = null;
            postpone();
            LOGGER.atWarn().addKeyValue("model", model).log("llama process died, another is started");
        }
        if (failures > 0 && System.nanoTime() - notBefore < 0) {
            return null;
        }
        try {
            LlamaProcess started = LlamaProcess.start(model, program.get());
            current = started;
            latest = started;
            return started;
        } catch (LlamaFailed e) {
            postpone();
            throw e;
        }
    }

    private void postpone() {
        long pause = PAUSE_MIN.toNanos() << Math.min(failures, PAUSE_DOUBLINGS_MAX);
        failures++;
        notBefore = System.nanoTime() + pause;
    }

    @Override
    public void close() {
        closed = true;
        lock.lock();
        try {
            LlamaProcess known = current;
            current = null;
            if (known != null) {
                known.end();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
