package io.waybill.gpu.upstream;

import io.waybill.gpu.upstream.AttemptFailed.Kind;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Server-sent events out of bytes (WHATWG HTML, section 9.2.6), of which only {@code data} counts. Bounded in a line,
 * an event and all events. Not thread-safe.
 */
final class SseEvents {

    /** A chunk of an answer is under a kilobyte; one with 20 alternatives for many tokens is tens of them. */
    static final int EVENT_BYTES_MAX = 1 << 20;

    /** A million tokens with a chunk of 250 bytes each. */
    static final long BYTES_MAX = 256L << 20;

    private static final byte[] DATA = "data".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final ArrayDeque<byte[]> events = new ArrayDeque<>();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(512);
    private final ByteArrayOutputStream data = new ByteArrayOutputStream(512);
    private boolean hasData;
    private boolean afterReturn;
    private boolean first = true;
    private long total;

    /**
     * Takes the next bytes of the body.
     *
     * @throws AttemptFailed where a line, an event or the whole is too long
     */
    void feed(ByteBuffer bytes) {
        total += bytes.remaining();
        if (total > BYTES_MAX) {
            throw AttemptFailed.of(Kind.protocol);
        }
        while (bytes.hasRemaining()) {
            byte b = bytes.get();
            boolean secondOfPair = b == '\n' && afterReturn;
            afterReturn = b == '\r';
            if (b == '\n' || b == '\r') {
                if (!secondOfPair) {
                    endLine();
                }
            } else if (line.size() >= EVENT_BYTES_MAX) {
                throw AttemptFailed.of(Kind.protocol);
            } else {
                line.write(b);
            }
        }
    }

    /** {@return the data of the next event; null where none is whole yet} */
    byte @Nullable [] next() {
        return events.poll();
    }

    /** {@return the data of an event that the body's end cut off before its blank line; null where there is none} */
    byte @Nullable [] rest() {
        if (line.size() > 0) {
            endLine();
        }
        return hasData ? data.toByteArray() : null;
    }

    private void endLine() {
        byte[] text = line.toByteArray();
        line.reset();
        if (first) {
            first = false;
            text = Arrays.mismatch(MARK, text) == MARK.length
                    ? Arrays.copyOfRange(text, MARK.length, text.length)
                    : text;
        }
        if (text.length == 0) {
            if (hasData) {
                events.add(data.toByteArray());
            }
            data.reset();
            hasData = false;
            return;
        }
        int colon = 0;
        while (colon < text.length && text[colon] != ':') {
            colon++;
        }
        if (!Arrays.equals(text, 0, colon, DATA, 0, DATA.length)) {
            return;
        }
        int from = Math.min(text.length, colon + 1);
        if (from < text.length && text[from] == ' ') {
            from++;
        }
        if (data.size() + text.length - from > EVENT_BYTES_MAX) {
            throw AttemptFailed.of(Kind.protocol);
        }
        if (hasData) {
            data.write('\n');
        }
        hasData = true;
        data.write(text, from, text.length - from);
    }
}
