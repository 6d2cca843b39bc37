package io.waybill.api.request;

import io.waybill.api.error.ApiError;
import io.waybill.api.error.ApiFailure;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lets a bounded number of calls through at a time. A bounded number of others wait briefly; whoever comes beyond, or
 * waits too long, is refused with 503.
 */
public final class Gate {

    private static final Duration COME_BACK = Duration.ofSeconds(1);

    private final String name;
    private final Semaphore permits;
    private final Duration patience;
    private final int waitingMax;

    /**
     * A gate for {@code name}, as clients see it, with {@code permits} calls at a time; {@code waitingMax} others wait
     * {@code patience}.
     */
    public Gate(String name, int permits, int waitingMax, Duration patience) {
        this.name = name;
        this.permits = new Semaphore(permits, true);
        this.patience = patience;
        this.waitingMax = waitingMax;
    }

    /** Enters; the caller closes what it gets, once. */
    public Pass enter() {
        if (permits.getQueueLength() >= waitingMax) {
            throw full();
        }
        try {
            if (!permits.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw full();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw full();
        }
        return permits::release;
    }

    private ApiFailure full() {
        return new ApiFailure(ApiError.OVERLOADED, "too many " + name + " at a time").retryAfter(COME_BACK);
    }

    /** A place within the gate. */
    @FunctionalInterface
    public interface Pass extends AutoCloseable {

        /** Leaves. */
        @Override
        void close();
    }
}
