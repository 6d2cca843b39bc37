package io.waybill.gpu.upstream;

import static java.util.Objects.requireNonNull;

import io.waybill.gpu.upstream.AttemptFailed.Kind;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads an answer that comes as a stream of events. Used once, by one thread. */
final class StreamReader implements Attempt.Reader {

    private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);

    private final UpstreamModel model;
    private final Chunks chunks;

    StreamReader(UpstreamModel model, Chunks chunks) {
        this.model = requireNonNull(model, "model");
        this.chunks = requireNonNull(chunks, "chunks");
    }

    @Override
    public void read(Exchange exchange, HttpResponse<BodyQueue> response, Attempt attempt) throws InterruptedException {
        if (!Exchange.isEventStream(response)) {
            throw AttemptFailed.of(Kind.protocol);
        }
        BodyQueue body = response.body();
        var events = new SseEvents();
        long deadline = attempt.until(model.limits().firstEvent());
        while (true) {
            ByteBuffer bytes;
            try {
                bytes = exchange.next(body, deadline);
            } catch (AttemptFailed e) {
                // The answer is whole; what is missing is only the server's word for it.
                if (chunks.allEnded()) {
                    return;
                }
                throw e;
            }
            if (!bytes.hasRemaining()) {
                endOfBody(events);
                return;
            }
            events.feed(bytes);
            byte[] data = events.next();
            while (data != null) {
                if (isDone(data)) {
                    chunks.endRest();
                    body.drain();
                    return;
                }
                attempt.event();
                chunks.accept(data, attempt.secret());
                deadline = attempt.until(
                        chunks.allEnded()
                                ? model.limits().tail()
                                : model.limits().betweenEvents());
                data = events.next();
            }
        }
    }

    private void endOfBody(SseEvents events) {
        byte[] rest = events.rest();
        if (rest != null && isDone(rest)) {
            chunks.endRest();
        } else if (!chunks.allEnded()) {
            throw AttemptFailed.of(Kind.cut);
        }
    }

    private static boolean isDone(byte[] data) {
        return Arrays.equals(data, DONE)
                || new String(data, StandardCharsets.ISO_8859_1).strip().equals("[DONE]");
    }
}
