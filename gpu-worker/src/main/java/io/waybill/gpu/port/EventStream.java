package io.waybill.gpu.port;

import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.HttpExchange;
import io.waybill.models.generation.GenerationEvent;
import io.waybill.models.generation.GenerationSink;
import io.waybill.models.generation.GenerationWire;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Events as lines of an answer that begins with the first of them. Silence is broken by empty lines, so that a caller
 * who has gone is noticed within a second.
 */
final class EventStream implements GenerationSink {

    private static final Duration SILENCE = Duration.ofMillis(400);

    private static final byte[] STILL_HERE = {'\n'};

    private final HttpExchange exchange;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable OutputStream out; // null before the first event
    private long written = System.nanoTime();
    private boolean gone;

    EventStream(HttpExchange exchange) {
        this.exchange = requireNonNull(exchange, "exchange");
    }

    /** {@return whether the answer has begun, so that errors must be events} */
    boolean begun() {
        lock.lock();
        try {
            return out != null || gone;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void accept(GenerationEvent event) {
        write(GenerationWire.line(event));
    }

    @Override
    public boolean wanted() {
        lock.lock();
        try {
            if (!gone && System.nanoTime() - written > SILENCE.toNanos()) {
                write(STILL_HERE);
            }
            return !gone;
        } finally {
            lock.unlock();
        }
    }

    private void write(byte[] line) {
        lock.lock();
        try {
            if (gone) {
                return;
            }
            OutputStream to = out;
            if (to == null) {
                exchange.getResponseHeaders().set("Content-Type", "application/x-ndjson");
                exchange.sendResponseHeaders(200, 0);
                to = exchange.getResponseBody();
                out = to;
            }
            to.write(line);
            to.flush();
            written = System.nanoTime();
        } catch (IOException _) {
            gone = true;
        } finally {
            lock.unlock();
        }
    }
}
