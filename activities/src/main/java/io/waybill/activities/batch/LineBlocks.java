package io.waybill.activities.batch;

import io.waybill.storage.line.Line;
import io.waybill.storage.line.LineReader;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a segment into blocks of lines. Blank lines at the very end are left out; elsewhere they are lines. Memory: a
 * block, and eight bytes for each of the blank lines that are read ahead.
 */
final class LineBlocks {

    private final LineReader reader;
    private final int linesMax;
    private final LineBlock block = new LineBlock();

    /** Offsets of blank lines of which it is not known yet whether something follows. */
    private long[] blanks = new long[16];

    private int blankFrom;
    private int blankTo;
    private long blankNumber;

    /** The line after the blank ones, while these are handed out; a view, so the reader must not go on. */
    private @Nullable Line ahead;

    private boolean ended;
    private boolean tooMany;

    /**
     * Reads on where {@code reader} stands.
     *
     * @param linesMax more lines than these are too many
     */
    LineBlocks(LineReader reader, int linesMax) {
        this.reader = reader;
        this.linesMax = linesMax;
    }

    /** {@return the next lines, none at the end; valid until the next call} */
    LineBlock next() throws IOException {
        block.clear();
        while (!block.isFull() && !ended) {
            Line line = ahead == null ? reader.next() : ahead;
            if (line == null) {
                ended = true;
            } else if (ahead == null && isBlank(line)) {
                hold(line);
            } else if (line.number() > linesMax) {
                tooMany = true;
                ended = true;
            } else {
                take(line);
            }
        }
        return block;
    }

    /** {@return whether the last block has been read} */
    boolean isEnded() {
        return ended;
    }

    /** {@return whether there are more lines than allowed; those over the limit were not read} */
    boolean isTooMany() {
        return tooMany;
    }

    private void take(Line line) {
        while (blankFrom < blankTo && !block.isFull()) {
            long end = blankFrom + 1 < blankTo ? blanks[blankFrom + 1] : line.offset();
            block.addBlank(blankNumber, blanks[blankFrom], end - blanks[blankFrom]);
            blankFrom++;
            blankNumber++;
        }
        if (blankFrom < blankTo || block.isFull()) {
            ahead = line;
            return;
        }
        blankFrom = 0;
        blankTo = 0;
        block.add(line);
        ahead = null;
    }

    private void hold(Line line) {
        if (blankTo == 0) {
            blankNumber = line.number();
        }
        if (line.number() > linesMax) {
            // Blank lines at the end do not count, and in the middle the next line is one too many anyway.
            return;
        }
        if (blankTo == blanks.length) {
            blanks = Arrays.copyOf(blanks, 2 * blanks.length);
        }
        blanks[blankTo] = line.offset();
        blankTo++;
    }

    private static boolean isBlank(Line line) {
        if (line.tooLong()) {
            return false;
        }
        for (int i = line.from(); i < line.to(); i++) {
            byte character = line.buffer()[i];
            if (character != ' ' && character != '\t' && character != '\r') {
                return false;
            }
        }
        return true;
    }
}
