package io.waybill.gpu.inference;

import io.waybill.gpu.model.Embedding;
import io.waybill.gpu.model.EngineFailed;
import io.waybill.gpu.model.ServedModel;
import io.waybill.gpu.model.Work;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One run of one chunk on the activity's thread: hands texts to the model's queue as fast as they are read, so that the
 * model never waits for bytes, and writes lines as the oldest item ends.
 */
final class ChunkRun {

    /** Texts in the queue for one chunk: enough for a whole chunk of one text an item; bounds what a chunk holds. */
    private static final int WINDOW_TEXTS = 1_024;

    /** Tries of an item within one run: a second one at once helps against what passes by itself. */
    private static final int TRIES_MAX = 2;

    private final ServedModel model;
    private final ChunkLines<ChunkItem> lines;
    private final ChunkOutcome outcome;
    private final Heartbeats heartbeats;
    private final ArrayDeque<ChunkItem> running = new ArrayDeque<>();
    private final List<Integer> indexes = new ArrayList<>();
    private int textsRunning;

    ChunkRun(ServedModel model, ChunkLines<ChunkItem> lines, ChunkOutcome outcome, Heartbeats heartbeats) {
        this.model = model;
        this.lines = lines;
        this.outcome = outcome;
        this.heartbeats = heartbeats;
    }

    /** {@return the indexes of all items, ascending, after they have run} */
    List<Integer> run() throws IOException, InterruptedException {
        try {
            ChunkItem item = lines.next();
            while (item != null) {
                heartbeats.check();
                indexes.add(item.index());
                outcome.read();
                while (textsRunning > 0 && textsRunning + item.works().size() > WINDOW_TEXTS) {
                    finishOldest();
                }
                submit(item);
                item = lines.next();
            }
            while (!running.isEmpty()) {
                finishOldest();
            }
            return List.copyOf(indexes);
        } finally {
            running.forEach(item -> item.works().forEach(work -> work.answer().cancel(false)));
        }
    }

    private void submit(ChunkItem item) throws InterruptedException {
        running.addLast(item);
        textsRunning += item.works().size();
        for (Work work : item.works()) {
            model.submit(work);
        }
    }

    private void finishOldest() throws InterruptedException {
        ChunkItem item = running.getFirst();
        Answer answer = await(item);
        for (int tries = 1; tries < TRIES_MAX && answer.failure() != null; tries++) {
            if (!answer.failure().worthAnotherTry()) {
                break;
            }
            List<Work> again = item.works().stream().map(Work::again).toList();
            for (Work work : again) {
                model.submit(work);
            }
            answer = await(item.with(again));
        }
        running.removeFirst();
        textsRunning -= item.works().size();
        record(item, answer);
    }

    private void record(ChunkItem item, Answer answer) {
        EngineFailed failure = answer.failure();
        if (failure == null) {
            outcome.succeeded(item, answer.embeddings());
        } else if (failure.worthAnotherTry()) {
            outcome.retry(item.index());
        } else {
            outcome.failed(item, String.valueOf(failure.getMessage()));
        }
    }

    private Answer await(ChunkItem item) throws InterruptedException {
        List<Embedding> embeddings = new ArrayList<>(item.works().size());
        EngineFailed failure = null;
        for (Work work : item.works()) {
            try {
                embeddings.add(await(work));
            } catch (EngineFailed e) {
                // A failure that is final counts more than one that may pass.
                failure = failure == null || !e.worthAnotherTry() ? e : failure;
            }
        }
        return new Answer(embeddings, failure);
    }

    private Embedding await(Work work) throws InterruptedException {
        while (true) {
            heartbeats.check();
            try {
                return work.answer().get(Heartbeats.CHECK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException _) {
                // Looks whether the result is still wanted, and waits on.
            } catch (ExecutionException e) {
                if (e.getCause() instanceof EngineFailed failure) {
                    throw failure;
                }
                throw new IllegalStateException("an engine failed in an unknown way", e);
            }
        }
    }

    /**
     * How an item ended.
     *
     * @param failure null where it succeeded
     */
    private record Answer(
            List<Embedding> embeddings, @Nullable EngineFailed failure) {}
}
