package io.waybill.api.generation;

import io.waybill.activities.receipt.SingleReceipt;
import io.waybill.models.generation.GenerationEvent;
import io.waybill.models.generation.GenerationEvent.Done;
import io.waybill.models.generation.GenerationEvent.Failed;
import io.waybill.models.generation.GenerationStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/**
 * Sends the answer of a call as it is made, on the request's own thread, each event at once. A silent stream says that
 * it is alive, by which it is noticed within a second that the client has gone.
 */
final class StreamedAnswer {

    private static final Logger LOGGER = LoggerFactory.getLogger(StreamedAnswer.class);

    /** So long an error can still be answered with its status. */
    private static final Duration FIRST = Duration.ofMillis(300);

    /** The first write to a client that has gone is what the second fails by. */
    private static final Duration SILENCE = Duration.ofMillis(400);

    private static final byte[] ALIVE = ": alive\n\n".getBytes(StandardCharsets.UTF_8);

    private final RunningCall call;
    private final BiFunction<byte[], Long, SingleReceipt> receipts;
    private final GenerationStream stream;
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

    /** A client may go away after the money was settled and before it has the last event. */
    private boolean captured;

    /**
     * Streams the answer of a call.
     *
     * @param receipts makes the receipt of what was sent, for its price in nano-units
     */
    StreamedAnswer(RunningCall call, BiFunction<byte[], Long, SingleReceipt> receipts) {
        this.call = call;
        this.receipts = receipts;
        var prepared = call.prepared();
        this.stream = GenerationStream.of(
                prepared.request(), prepared.id(), prepared.startedAt().getEpochSecond());
    }

    /**
     * Sends it to its end, or until the client has gone, who then pays for what was made.
     *
     * @throws io.waybill.api.error.ApiFailure where the model does not begin to answer; nothing was sent
     */
    void write(HttpServletResponse response) throws IOException {
        try {
            var first = call.next(FIRST);
            if (first instanceof Failed failed) {
                throw Generations.failure(failed);
            }
            response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
            response.setCharacterEncoding("utf-8");
            response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
            response.setHeader("X-Accel-Buffering", "no"); // proxies are not to hold events back
            write(first, response.getOutputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while a call was running", e);
        }
    }

    private void write(@Nullable GenerationEvent first, OutputStream out) throws InterruptedException {
        try {
            send(stream.start(), out);
            out.flush();
            var event = first;
            while (true) {
                if (event == null) {
                    out.write(ALIVE);
                    out.flush();
                } else if (event instanceof Done) {
                    end(stream.accept(event), out);
                    return;
                } else {
                    send(stream.accept(event), out);
                    if (event instanceof Failed) {
                        return;
                    }
                }
                event = call.next(SILENCE);
            }
        } catch (IOException e) {
            LOGGER.atDebug()
                    .addKeyValue("reference", call.prepared().reference())
                    .addKeyValue("error", e.toString())
                    .log("client gone");
            if (!captured) {
                capture();
            }
        }
    }

    private void send(List<byte[]> events, OutputStream out) throws IOException {
        for (var event : events) {
            sent.writeBytes(event);
            out.write(event);
            out.flush();
        }
    }

    /** Money is settled before the last event, so that who has it finds its price in the books. */
    private void end(List<byte[]> events, OutputStream out) throws IOException {
        var last = new ByteArrayOutputStream();
        events.forEach(last::writeBytes);
        sent.writeBytes(last.toByteArray());
        var receipt = capture();
        if (receipt != null) {
            last.writeBytes((": x-vaas-record-id " + receipt.receipt().id() + "\n: x-vaas-signature "
                            + HexFormat.of().formatHex(receipt.signature()) + "\n: x-vaas-publickey "
                            + receipt.key().hex() + "\n\n")
                    .getBytes(StandardCharsets.UTF_8));
        }
        out.write(last.toByteArray());
        out.flush();
    }

    /** What was sent cannot be taken back: where the books cannot be reached now, the hold runs out. */
    private @Nullable SingleReceipt capture() {
        captured = true;
        try {
            return call.capture(nanos -> receipts.apply(sent.toByteArray(), nanos));
        } catch (RuntimeException e) {
            LOGGER.atError()
                    .addKeyValue("reference", call.prepared().reference())
                    .setCause(e)
                    .log("call not captured");
            return null;
        }
    }
}
