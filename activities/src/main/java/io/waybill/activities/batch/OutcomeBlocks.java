package io.waybill.activities.batch;

import io.waybill.storage.object.ObjectNotFound;
import io.waybill.storage.object.ObjectStore;
import io.waybill.storage.outcome.OutcomeBlock;
import io.waybill.storage.outcome.OutcomeCorrupt;
import io.waybill.storage.outcome.OutcomeDigests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/** Reads outcome blocks, the last range of each outcome object. Thread-safe. */
@Component
final class OutcomeBlocks {

    /** Ranges read at once by one settle: enough to hide the store's latency. */
    private static final int READS_MAX = 16;

    /** Five pages of items are made at once: together they read no more than the idle connections that are kept. */
    private static final int DIGEST_READS_MAX = 3;

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
        OutcomeBlock block = read(run, OutcomeBlock::parse);
        checkLines(run, block.resultBytes(), block.errorBytes());
        return block;
    }

    /** {@return the blocks of the runs, in order, read side by side} */
    List<OutcomeBlock> readAll(List<ChunkRunRow> runs) {
        return all(runs, READS_MAX, this::read);
    }

    /** {@return what receipts hold of the same} */
    List<OutcomeDigests> digestsOfAll(List<ChunkRunRow> runs) {
        return all(runs, DIGEST_READS_MAX, this::digests);
    }

    private OutcomeDigests digests(ChunkRunRow run) {
        OutcomeDigests block = read(run, OutcomeDigests::parse);
        checkLines(run, block.resultBytes(), block.errorBytes());
        return block;
    }

    private static void checkLines(ChunkRunRow run, long resultBytes, long errorBytes) {
        if (resultBytes != run.resultBytes() || errorBytes != run.errorBytes()) {
            throw BatchFailure.OUTCOME_LOST.because("outcome " + run.objectKey() + " has " + resultBytes + " and "
                    + errorBytes + " bytes of lines, " + run.resultBytes() + " and " + run.errorBytes()
                    + " were answered");
        }
    }

    private <T> T read(ChunkRunRow run, Parser<T> parser) {
        try {
            long offset = run.resultBytes() + run.errorBytes();
            return parser.parse(objects.read(run.objectKey(), offset, Math.toIntExact(run.outcomeBytes())));
        } catch (ObjectNotFound | OutcomeCorrupt | ArithmeticException e) {
            throw BatchFailure.OUTCOME_LOST.because("outcome " + run.objectKey() + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("outcome " + run.objectKey() + " cannot be read", e);
        }
    }

    private static <T> List<T> all(List<ChunkRunRow> runs, int readsMax, Function<ChunkRunRow, T> reader) {
        if (runs.size() == 1) {
            return List.of(reader.apply(runs.getFirst()));
        }
        var free = new Semaphore(readsMax);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> reads = new ArrayList<>();
            for (ChunkRunRow run : runs) {
                reads.add(threads.submit(() -> {
                    free.acquire();
                    try {
                        return reader.apply(run);
                    } finally {
                        free.release();
                    }
                }));
            }
            List<T> blocks = new ArrayList<>();
            for (Future<T> read : reads) {
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

    /** Reads the bytes of a block. */
    @FunctionalInterface
    private interface Parser<T> {
        T parse(byte[] block) throws OutcomeCorrupt;
    }
}
