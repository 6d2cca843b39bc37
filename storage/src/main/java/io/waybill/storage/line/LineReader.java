package io.waybill.storage.line;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines by blocks into one buffer that is used again. A line ends at LF or at the end of the input; one CR before
 * that belongs to the end. A UTF-8 byte order mark is skipped at the beginning of the input and nowhere else. A line
 * over the limit is passed over without being held.
 *
 * <p>Nothing but the {@link Line} is allocated for a line. Not thread-safe.
 */
public final class LineReader implements Closeable {

    /** Longest content of a line: 1 MiB, the longest request that the API takes. */
    public static final int LINE_BYTES_MAX = 1024 * 1024;

    private static final int BLOCK_BYTES = 64 * 1024;

    private static final int BYTE_ORDER_MARK_BYTES = 3;

    /** What a line may have beside its content while its end is not yet seen: the byte order mark and a CR. */
    private static final int MARGIN_BYTES = BYTE_ORDER_MARK_BYTES + 1;

    private final InputStream input;
    private final int lineBytesMax;
    private final int blockBytes;
    private byte[] buffer;
    private int begin;
    private int end;
    private boolean ended;
    private long offset;
    private long number;

    private LineReader(InputStream input, long offset, long nextNumber, int lineBytesMax, int blockBytes) {
        this.input = input;
        this.offset = offset;
        this.number = nextNumber;
        this.lineBytesMax = lineBytesMax;
        this.blockBytes = blockBytes;
        this.buffer = new byte[blockBytes];
    }

    /** Reads from the beginning. */
    public static LineReader of(InputStream input) {
        return at(input, 0, 1);
    }

    /**
     * Goes on in the middle.
     *
     * @param input yields the bytes from {@code offset}, which is the beginning of a line
     * @param offset within the whole, in bytes
     * @param nextNumber of the first line that is read, from 1
     */
    public static LineReader at(InputStream input, long offset, long nextNumber) {
        if (offset < 0 || nextNumber < 1) {
            throw new IllegalArgumentException(
                    "offset is " + offset + " and must be 0 or more, line is " + nextNumber + " and must be 1 or more");
        }
        return new LineReader(input, offset, nextNumber, LINE_BYTES_MAX, BLOCK_BYTES);
    }

    static LineReader with(InputStream input, long offset, long nextNumber, int lineBytesMax, int blockBytes) {
        return new LineReader(input, offset, nextNumber, lineBytesMax, blockBytes);
    }

    /** {@return the next line, valid until the next call; null after the last} */
    public @Nullable Line next() throws IOException {
        var scanned = begin;
        while (true) {
            var feed = indexOfLineFeed(scanned);
            if (feed >= 0) {
                return take(feed, feed + 1);
            }
            scanned = end;
            if (ended) {
                return begin == end ? null : take(end, end);
            }
            if (end - begin > lineBytesMax + MARGIN_BYTES) {
                return passOver();
            }
            var moved = makeRoom();
            scanned -= moved;
            fill();
        }
    }

    private int indexOfLineFeed(int from) {
        for (var i = from; i < end; i++) {
            if (buffer[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private Line take(int contentEnd, int lineEnd) {
        var from = begin + (startsWithByteOrderMark(contentEnd) ? BYTE_ORDER_MARK_BYTES : 0);
        var to = contentEnd > from && buffer[contentEnd - 1] == '\r' ? contentEnd - 1 : contentEnd;
        var tooLong = to - from > lineBytesMax;
        var line = new Line(number, offset, lineEnd - begin, buffer, from, tooLong ? from : to, tooLong);
        number++;
        offset += lineEnd - begin;
        begin = lineEnd;
        return line;
    }

    private boolean startsWithByteOrderMark(int contentEnd) {
        return offset == 0
                && contentEnd - begin >= BYTE_ORDER_MARK_BYTES
                && buffer[begin] == (byte) 0xEF
                && buffer[begin + 1] == (byte) 0xBB
                && buffer[begin + 2] == (byte) 0xBF;
    }

    /** Reads on to the end of a line that is longer than what may be held. */
    private Line passOver() throws IOException {
        var length = 0L;
        while (true) {
            var feed = indexOfLineFeed(begin);
            var lineEnd = feed >= 0 ? feed + 1 : end;
            length += lineEnd - begin;
            begin = lineEnd;
            if (feed >= 0 || ended) {
                break;
            }
            begin = 0;
            end = 0;
            fill();
        }
        var line = new Line(number, offset, length, buffer, begin, begin, true);
        number++;
        offset += length;
        return line;
    }

    /** {@return by how many bytes the content moved towards the beginning of the buffer} */
    private int makeRoom() {
        var held = end - begin;
        if (end < buffer.length) {
            return 0;
        }
        var moved = begin;
        if (held > buffer.length / 2) {
            var most = lineBytesMax + MARGIN_BYTES + blockBytes;
            buffer = Arrays.copyOfRange(buffer, begin, begin + Math.min(2 * buffer.length, most));
        } else {
            System.arraycopy(buffer, begin, buffer, 0, held);
        }
        begin = 0;
        end = held;
        return moved;
    }

    private void fill() throws IOException {
        var read = input.read(buffer, end, buffer.length - end);
        if (read < 0) {
            ended = true;
        } else {
            end += read;
        }
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
