package io.waybill.activities.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.springframework.stereotype.Component;

/** Checks blocks on all cores; the threads are shared by all batches of the process. Thread-safe. */
@Component
final class BlockChecker implements AutoCloseable {

    /** Long enough that handing it over costs nothing, short enough that a heartbeat is never far. */
    private static final int PART_LINES = 256;

    private final ExecutorService threads = Executors.newFixedThreadPool(
            Runtime.getRuntime().availableProcessors(),
            Thread.ofPlatform().name("check-lines-", 0).daemon().factory());

    /**
     * {@return the lines of {@code block}, checked, in order}
     *
     * @param alive called again and again while the caller waits
     */
    List<CheckedLine> check(LineChecker checker, LineBlock block, Runnable alive) {
        List<Future<List<CheckedLine>>> parts = new ArrayList<>();
        for (int from = 0; from < block.size(); from += PART_LINES) {
            int begin = from;
            int end = Math.min(from + PART_LINES, block.size());
            Callable<List<CheckedLine>> part = () -> checker.check(block, begin, end);
            parts.add(threads.submit(part));
        }
        List<CheckedLine> checked = new ArrayList<>(block.size());
        try {
            for (Future<List<CheckedLine>> part : parts) {
                checked.addAll(part.get());
                alive.run();
            }
            return checked;
        } catch (ExecutionException e) {
            throw new IllegalStateException("lines could not be checked", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while lines were checked", e);
        } finally {
            parts.forEach(part -> part.cancel(false));
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
