package io.waybill.gpu.upstream;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer as it comes in. No more is asked of the connection than was taken, so that a slow reader slows
 * the server down. {@link #close} closes the connection at once. Thread-safe.
 */
final class BodyQueue implements BodySubscriber<BodyQueue> {

    /** What may come behind the part that somebody wanted, for the connection to be used again. */
    private static final long DRAINED_BYTES_MAX = 64 * 1024;

    private static final Duration DRAIN = Duration.ofSeconds(1);

    /** Waits without a thread of its own. */
    private static final Executor LATER =
            CompletableFuture.delayedExecutor(DRAIN.toMillis(), TimeUnit.MILLISECONDS, Runnable::run);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final ArrayDeque<ByteBuffer> buffers = new ArrayDeque<>();
    private Flow.@Nullable Subscription subscription; // null before the first call of the client
    private @Nullable Throwable failure; // null where the connection did not fail
    private boolean ended;
    private boolean cancelled;
    private boolean draining;
    private long drained;

    @Override
    public CompletionStage<BodyQueue> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        boolean unwanted;
        lock.lock();
        try {
            subscription = given;
            unwanted = cancelled;
        } finally {
            lock.unlock();
        }
        if (unwanted) {
            given.cancel();
        } else {
            given.request(1);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> item) {
        Flow.Subscription more = null;
        lock.lock();
        try {
            if (draining) {
                drained += item.stream().mapToLong(ByteBuffer::remaining).sum();
                cancelled |= drained > DRAINED_BYTES_MAX;
                more = subscription;
            } else {
                buffers.addAll(item);
                arrived.signalAll();
            }
        } finally {
            lock.unlock();
        }
        if (more != null && cancelled) {
            more.cancel();
        } else if (more != null) {
            more.request(1);
        }
    }

    @Override
    public void onError(Throwable throwable) {
        end(throwable);
    }

    @Override
    public void onComplete() {
        end(null);
    }

    private void end(@Nullable Throwable throwable) {
        lock.lock();
        try {
            failure = throwable;
            ended = true;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is something to {@link #take}, the body ended, or {@code patience} is over. */
    void await(Duration patience) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long nanos = patience.toNanos();
            while (buffers.isEmpty() && !ended && nanos > 0) {
                nanos = arrived.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    /** {@return the next bytes; null where none are there now} */
    @Nullable
    ByteBuffer take() {
        Flow.Subscription more = null;
        ByteBuffer taken;
        lock.lock();
        try {
            taken = buffers.poll();
            if (taken != null && buffers.isEmpty() && !ended) {
                more = subscription;
            }
        } finally {
            lock.unlock();
        }
        if (more != null) {
            more.request(1);
        }
        return taken;
    }

    /** {@return whether everything was taken and no more will come} */
    boolean ended() {
        lock.lock();
        try {
            return ended && buffers.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** {@return whether the connection failed rather than ended} */
    boolean failed() {
        lock.lock();
        try {
            return failure != null;
        } finally {
            lock.unlock();
        }
    }

    /** Closes the connection, unless the body has ended or is drained. */
    void close() {
        boolean busy;
        lock.lock();
        try {
            busy = !draining;
        } finally {
            lock.unlock();
        }
        if (busy) {
            cancel();
        }
    }

    /** Closes the connection, unless the body has ended. */
    void cancel() {
        Flow.Subscription given;
        lock.lock();
        try {
            cancelled = true;
            given = ended ? null : subscription;
        } finally {
            lock.unlock();
        }
        if (given != null) {
            given.cancel();
        }
    }

    /** Throws away the little that may still come, so that the connection can be used again; later ones are closed. */
    void drain() {
        Flow.Subscription given;
        lock.lock();
        try {
            if (ended) {
                return;
            }
            draining = true;
            // Bytes that wait were asked for; only an empty queue has asked for more.
            given = buffers.isEmpty() ? null : subscription;
            buffers.clear();
        } finally {
            lock.unlock();
        }
        if (given != null) {
            given.request(1);
        }
        LATER.execute(this::cancel);
    }
}
