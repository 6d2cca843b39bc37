package io.waybill.api.batch;

import io.waybill.activities.batch.ResultReader;
import io.waybill.api.request.StreamPlaces;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Results as JSON lines, page by page, on the request's own thread. A client that reads slowly holds back this thread
 * alone, and nothing is read ahead for it.
 */
final class ResultStream {

    /** Rows read at once: the first lines are there soon, and a query serves many. */
    private static final int PAGE_LINES = 200;

    /** How often a stream looks for more: soon after there was some, seldom where there is none. */
    private static final Duration PAUSE_MIN = Duration.ofMillis(50);

    private static final Duration PAUSE_MAX = Duration.ofSeconds(1);

    private final ResultReader reader;
    private final ResultWriter writer;
    private final OutputStream out;
    private final StreamPlaces places;
    private final BooleanSupplier allowed;

    ResultStream(
            ResultReader reader, ResultWriter writer, OutputStream out, StreamPlaces places, BooleanSupplier allowed) {
        this.reader = reader;
        this.writer = writer;
        this.out = out;
        this.places = places;
        this.allowed = allowed;
    }

    /**
     * Writes at most {@code limit} lines.
     *
     * @throws IOException also where the stream is cut before it is over: a client that sees its end has everything
     */
    void write(int limit, boolean follow) throws IOException {
        var left = limit;
        var pause = PAUSE_MIN;
        var heard = System.nanoTime();
        var begun = false;
        while (left > 0) {
            var page = reader.next(Math.min(left, PAGE_LINES));
            for (var line : page) {
                writer.object(reader, line);
                writer.text("\n");
            }
            left -= page.size();
            var over = page.isEmpty() && (!follow || reader.isComplete());
            if (!page.isEmpty() || over || !begun) {
                out.flush(); // with the first one the client learns that it is heard
                begun = true;
            }
            if (over) {
                return;
            }
            if (System.nanoTime() - heard >= places.heartbeat().toNanos()) {
                heard = System.nanoTime();
                alive(page.isEmpty());
            }
            pause = page.isEmpty() ? pause(pause) : PAUSE_MIN;
        }
    }

    /** {@return how long to wait the next time, after waiting} */
    private Duration pause(Duration time) throws IOException {
        if (!places.pause(time)) {
            throw new IOException("the process stops; the client goes on elsewhere");
        }
        var longer = time.multipliedBy(2);
        return longer.compareTo(PAUSE_MAX) < 0 ? longer : PAUSE_MAX;
    }

    /** An empty line, which readers of JSON lines pass over; writing it shows whether the client is still there. */
    private void alive(boolean silent) throws IOException {
        if (!allowed.getAsBoolean()) {
            throw new IOException("the credential of a stream does not hold any more");
        }
        if (silent) {
            writer.text("\n");
            out.flush();
        }
    }
}
