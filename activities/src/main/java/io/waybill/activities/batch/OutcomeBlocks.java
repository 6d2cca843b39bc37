package io.waybill.activities.batch;

import io.waybill.storage.object.ObjectNotFound;
import io.waybill.storage.object.ObjectStore;
import io.waybill.storage.outcome.OutcomeBlock;
import io.waybill.storage.outcome.OutcomeCorrupt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.springframework.stereotype.Component;

/** Reads outcome blocks, the last range of each outcome object. Thread-safe. */
@Component
final class OutcomeBlocks {

    /** Ranges read at once by one settle: enough to hide the store's latency. */
    private static final int READS_MAX = 16;

    private final ObjectStore objects;

    OutcomeBlocks(ObjectStore objects) {
        this.objects = objects;
    }

    /**
     * {@return the block of a run}
     *
     * @throws io.temporal.failure.ApplicationFailure {@link BatchFailure#OUTCOME_LOST} where it is gone or not what the
     *     row says
     */
    OutcomeBlock read(ChunkRunRow run) {
        try {
            long offset = run.resultBytes() + run.errorBytes();
            OutcomeBlock block =
                    OutcomeBlock.parse(objects.read(run.objectKey(), offset, Math.toIntExact(run.outcomeBytes())));
            if (block.resultBytes() != run.resultBytes() || block.errorBytes() != run.errorBytes()) {
                throw BatchFailure.OUTCOME_LOST.because("outcome " + run.objectKey() + " has " + block.resultBytes()
                        + " and " + block.errorBytes() + " bytes of lines, " + run.resultBytes() + " and "
                        + run.errorBytes() + " were answered");
            }
            return block;
        } catch (ObjectNotFound | OutcomeCorrupt | ArithmeticException e) {
            throw BatchFailure.OUTCOME_LOST.because("outcome " + run.objectKey() + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("outcome " + run.objectKey() + " cannot be read", e);
        }
    }

    /** {@return the blocks of the runs, in order, read side by side} */
    List<OutcomeBlock> readAll(List<ChunkRunRow> runs) {
        if (runs.size() == 1) {
            return List.of(read(runs.getFirst()));
        }
        var free = new Semaphore(READS_MAX);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<OutcomeBlock>> reads = new ArrayList<>();
            for (ChunkRunRow run : runs) {
                reads.add(threads.submit(() -> {
                    free.acquire();
                    try {
                        return read(run);
                    } finally {
                        free.release();
                    }
                }));
            }
            List<OutcomeBlock> blocks = new ArrayList<>();
            for (Future<OutcomeBlock> read : reads) {
                blocks.add(read.get());
            }
            return blocks;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("outcomes cannot be read", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while outcomes were read", e);
        }
    }
}
