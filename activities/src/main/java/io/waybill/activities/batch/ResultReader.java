package io.waybill.activities.batch;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Reads the results of one batch from a place on. Memory does not depend on the size of the batch: a page of rows, the
 * outcome blocks used last, one stream of an object. For one thread.
 */
public interface ResultReader extends AutoCloseable {

    /**
     * {@return the next lines, none where no more items have ended yet; a line is given out once}
     *
     * @param limit most of them
     */
    List<ResultLine> next(int limit);

    /** {@return whether the batch had ended before the last call of {@link #next}, which gave out the last line} */
    boolean isComplete();

    /**
     * Writes a line of the last page as it stands in the output or the error file, without the line's end. The last
     * bytes are written after all of them were compared with their hash. Lines that are written in their order are read
     * fastest.
     *
     * @throws IOException where it cannot be read, or {@code out} cannot be written
     */
    void copy(ResultLine line, OutputStream out) throws IOException;

    /** {@return whose result answered an item of the last page; empty where it ran itself, or has none} */
    Optional<Source> source(ResultLine line);

    /** An item whose result answered another. */
    record Source(UUID batchId, int index) {

        /** Checks that what must be there is. */
        public Source {
            requireNonNull(batchId, "batchId");
        }
    }

    @Override
    void close();
}
