package io.waybill.gpu.upstream;

import static java.util.Objects.requireNonNull;

import io.waybill.gpu.upstream.AttemptFailed.Kind;
import java.io.ByteArrayOutputStream;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * One request and its answer. Waits end in time, when nobody wants the answer, or by interruption; then the connection
 * is closed. Used by one thread.
 */
final class Exchange implements AutoCloseable {

    /** A server notices within this time that its answer is not wanted. */
    private static final Duration LOOK = Duration.ofMillis(25);

    private static final int ERROR_BYTES_MAX = 64 * 1024;

    private static final Duration ERROR_PATIENCE = Duration.ofSeconds(2);

    private final BooleanSupplier wanted;
    private final CompletableFuture<HttpResponse<BodyQueue>> future;

    /** Sends the request. */
    Exchange(HttpClient client, HttpRequest request, BooleanSupplier wanted) {
        this.wanted = requireNonNull(wanted, "wanted");
        this.future = client.sendAsync(request, _ -> new BodyQueue());
    }

    /**
     * {@return the answer's head, and its body as it comes}
     *
     * @throws AttemptFailed where there is none before {@code deadlineNanos}
     * @throws Unwanted where nobody wants it
     */
    HttpResponse<BodyQueue> head(long deadlineNanos) throws InterruptedException {
        while (true) {
            long nanos = patience(deadlineNanos);
            try {
                return future.get(nanos, TimeUnit.NANOSECONDS);
            } catch (TimeoutException _) {
                // Looks whether it is still wanted.
            } catch (ExecutionException e) {
                boolean connection = e.getCause() instanceof ConnectException
                        || e.getCause() instanceof HttpConnectTimeoutException
                        || e.getCause() instanceof java.nio.channels.UnresolvedAddressException;
                throw AttemptFailed.of(connection ? Kind.unreachable : Kind.cut);
            }
        }
    }

    /**
     * {@return the next bytes of the body; an empty buffer at its end}
     *
     * @throws AttemptFailed where there are none before {@code deadlineNanos}, or the connection failed
     * @throws Unwanted where nobody wants them
     */
    ByteBuffer next(BodyQueue body, long deadlineNanos) throws InterruptedException {
        while (true) {
            ByteBuffer bytes = body.take();
            if (bytes != null && bytes.hasRemaining()) {
                return bytes;
            }
            if (bytes == null && body.ended()) {
                if (body.failed()) {
                    throw AttemptFailed.of(Kind.cut);
                }
                return ByteBuffer.allocate(0);
            }
            if (bytes == null) {
                body.await(Duration.ofNanos(patience(deadlineNanos)));
            }
        }
    }

    private long patience(long deadlineNanos) {
        if (!wanted.getAsBoolean()) {
            throw new Unwanted();
        }
        long left = deadlineNanos - System.nanoTime();
        if (left <= 0) {
            throw AttemptFailed.of(Kind.timeout);
        }
        return Math.min(left, LOOK.toNanos());
    }

    /**
     * {@return the whole body of an answer that is no stream}
     *
     * @throws AttemptFailed where it is longer than {@code bytesMax}, or does not end before {@code deadlineNanos}
     * @throws Unwanted where nobody wants it
     */
    byte[] body(BodyQueue body, int bytesMax, long deadlineNanos) throws InterruptedException {
        var bytes = new ByteArrayOutputStream();
        ByteBuffer next = next(body, deadlineNanos);
        while (next.hasRemaining()) {
            if (bytes.size() + next.remaining() > bytesMax) {
                throw AttemptFailed.of(Kind.protocol);
            }
            byte[] part = new byte[next.remaining()];
            next.get(part);
            bytes.writeBytes(part);
            next = next(body, deadlineNanos);
        }
        return bytes.toByteArray();
    }

    /** {@return the body of an answer that is no stream, or its first 64 KiB, or what comes of it within 2 s} */
    byte[] errorBody(BodyQueue body) throws InterruptedException {
        var bytes = new ByteArrayOutputStream();
        long deadline = System.nanoTime() + ERROR_PATIENCE.toNanos();
        try {
            ByteBuffer next = next(body, deadline);
            while (next.hasRemaining() && bytes.size() < ERROR_BYTES_MAX) {
                byte[] part = new byte[Math.min(next.remaining(), ERROR_BYTES_MAX - bytes.size())];
                next.get(part);
                bytes.writeBytes(part);
                next = next(body, deadline);
            }
        } catch (AttemptFailed _) {
            // What came tells enough.
        }
        return bytes.toByteArray();
    }

    /** {@return whether the answer is a stream of events} */
    static boolean isEventStream(HttpResponse<?> response) {
        return response.headers()
                .firstValue("Content-Type")
                .map(type -> type.toLowerCase(Locale.ROOT).strip())
                .filter(type -> type.equals("text/event-stream") || type.startsWith("text/event-stream;"))
                .isPresent();
    }

    /** Closes the connection, unless the answer was read to its end. */
    @Override
    public void close() {
        if (!future.cancel(true) && !future.isCompletedExceptionally()) {
            future.join().body().close();
        }
    }
}
