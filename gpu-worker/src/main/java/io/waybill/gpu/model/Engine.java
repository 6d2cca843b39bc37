package io.waybill.gpu.model;

import java.util.List;

/** Runs one model. {@link #run} may be called from many threads at once. */
interface Engine extends AutoCloseable {

    /** {@return how it likes its batches} */
    BatchLimits limits();

    /**
     * Completes the answer of each piece of work.
     *
     * @throws EngineFailed where none could be answered
     */
    void run(List<Work> batch);

    @Override
    void close();
}
