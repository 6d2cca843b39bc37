package io.waybill.api.request;

import io.waybill.api.error.ApiError;
import io.waybill.api.error.ApiFailure;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Places for answers that stay open: a bounded number for the process and for each account. Thread-safe. */
@Component
public final class StreamPlaces {

    private static final Duration COME_BACK = Duration.ofSeconds(5);

    private final StreamSettings settings;
    private final Semaphore free;
    private final ConcurrentHashMap<UUID, Integer> byAccount = new ConcurrentHashMap<>();
    private final CountDownLatch stopping = new CountDownLatch(1);

    StreamPlaces(StreamSettings settings) {
        this.settings = settings;
        this.free = new Semaphore(settings.process());
    }

    /**
     * Takes a place; the caller closes what it gets, once.
     *
     * @throws ApiFailure 429 where the account has as many as it may, 503 where the process has
     */
    public Gate.Pass enter(UUID accountId) {
        if (stopping.getCount() == 0 || !free.tryAcquire()) {
            throw new ApiFailure(ApiError.OVERLOADED, "too many streams at a time").retryAfter(COME_BACK);
        }
        var own = byAccount.merge(accountId, 1, Integer::sum);
        if (own > settings.account()) {
            leave(accountId);
            throw new ApiFailure(
                            ApiError.TOO_MANY_STREAMS,
                            "the account has " + settings.account() + " streams open here already; end one first")
                    .with("limit", settings.account())
                    .retryAfter(COME_BACK);
        }
        return () -> leave(accountId);
    }

    private void leave(UUID accountId) {
        byAccount.computeIfPresent(accountId, (_, count) -> count == 1 ? null : count - 1);
        free.release();
    }

    /** {@return how many are open} */
    public int open() {
        return settings.process() - free.availablePermits();
    }

    /** {@return how long a silent stream may be} */
    public Duration heartbeat() {
        return settings.heartbeat();
    }

    /** {@return after that time whether the process is still to go on} */
    public boolean pause(Duration time) {
        try {
            return !stopping.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Ends waiting, so that the process does not stop only when all streams have ended by themselves. */
    @EventListener(ContextClosedEvent.class)
    void stop() {
        stopping.countDown();
    }
}
