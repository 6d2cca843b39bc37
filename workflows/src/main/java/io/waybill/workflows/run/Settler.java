package io.waybill.workflows.run;

import static java.util.Objects.requireNonNull;

import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import io.waybill.workflows.batch.AbandonItems;
import io.waybill.workflows.batch.BatchProgress;
import io.waybill.workflows.batch.SettleChunks;
import io.waybill.workflows.inference.InferredChunk;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Brings ended runs to the ledger, one call in flight at a time: alone and at once when the batch is quiet, many
 * together when it is busy. A call runs in a scope of its own, so a cancelled batch never leaves money in doubt.
 */
final class Settler {

    private static final Logger LOGGER = Workflow.getLogger(Settler.class);

    private final String batchId;
    private final Steps steps;
    private final Retries retries;
    private final Runnable woken;
    private final Consumer<Consequence> follow;
    private final Deque<Ended> ended = new ArrayDeque<>();
    private final Deque<AbandonItems> abandoned = new ArrayDeque<>();
    private BatchProgress progress;
    private boolean busy;
    private boolean oneByOne;
    private @Nullable Runnable refusal; // what to do about a call that failed for good

    /**
     * Begins with nothing to settle.
     *
     * @param woken called when a call has ended: {@link #pump} has something to do
     * @param follow takes what is to run again
     */
    Settler(
            String batchId,
            Steps steps,
            Retries retries,
            BatchProgress progress,
            Runnable woken,
            Consumer<Consequence> follow) {
        this.batchId = requireNonNull(batchId, "batchId");
        this.steps = requireNonNull(steps, "steps");
        this.retries = requireNonNull(retries, "retries");
        this.progress = requireNonNull(progress, "progress");
        this.woken = requireNonNull(woken, "woken");
        this.follow = requireNonNull(follow, "follow");
    }

    /** {@return what the database answered last} */
    BatchProgress progress() {
        return progress;
    }

    void add(ChunkRun run, InferredChunk answer) {
        // A run of which nothing ended has moved no item and costs nothing.
        if (answer.succeeded() + answer.failed() > 0) {
            ended.add(new Ended(run, answer, Workflow.currentTimeMillis()));
        }
    }

    void add(AbandonItems items) {
        abandoned.add(items);
    }

    boolean isIdle() {
        return !busy && refusal == null && ended.isEmpty() && abandoned.isEmpty();
    }

    /** Begins the next call where none is in flight. */
    void pump() {
        if (refusal != null) {
            Runnable pending = refusal;
            refusal = null;
            pending.run();
        }
        if (busy || isIdle()) {
            return;
        }
        busy = true;
        Workflow.newDetachedCancellationScope(this::next).run();
    }

    /** Returns when everything has been settled, whatever is cancelled meanwhile. */
    void drain() {
        while (!isIdle()) {
            pump();
            Workflow.await(() -> !busy);
        }
    }

    private void next() {
        if (ended.isEmpty()) {
            AbandonItems items = abandoned.removeFirst();
            handle(
                    steps.abandon(items),
                    () -> LOGGER.atError()
                            .addKeyValue("batch", batchId)
                            .addKeyValue("chunk", items.chunk())
                            .addKeyValue("items", items.indexes().size())
                            .log("items could not be abandoned"));
            return;
        }
        List<Ended> taken = new ArrayList<>();
        long items = 0;
        while (!ended.isEmpty() && taken.size() < (oneByOne ? 1 : SettleChunks.LIMIT)) {
            Ended next = ended.removeFirst();
            items += next.answer().succeeded() + next.answer().failed();
            taken.add(next);
        }
        oneByOne = oneByOne && !ended.isEmpty();
        long oldest = taken.stream().mapToLong(Ended::endedMillis).min().orElse(0);
        var request = new SettleChunks(batchId, taken.stream().map(Ended::entry).toList(), oldest);
        handle(steps.settle(request, items), () -> splitOrGiveUp(taken));
    }

    /** The callback only notes what came: an exception in it would be lost. */
    private void handle(Promise<BatchProgress> call, Runnable otherwise) {
        call.handle((latest, failure) -> {
            busy = false;
            if (failure == null) {
                progress = latest;
            } else {
                refusal = otherwise;
            }
            woken.run();
            return latest;
        });
    }

    /** Only a failure that no repetition can mend comes here: an outcome object that is not what was answered. */
    private void splitOrGiveUp(List<Ended> taken) {
        LOGGER.atError()
                .addKeyValue("batch", batchId)
                .addKeyValue("chunks", taken.size())
                .log("chunks could not be settled");
        if (taken.size() > 1) {
            taken.reversed().forEach(ended::addFirst);
            oneByOne = true;
            return;
        }
        Ended lost = taken.getFirst();
        retries.afterLostResult(lost.run(), lost.answer()).forEach(follow);
    }

    /** A run, what was answered to it, and when. */
    private record Ended(ChunkRun run, InferredChunk answer, long endedMillis) {

        SettleChunks.Ended entry() {
            return new SettleChunks.Ended(
                    run.ref().chunk(),
                    run.wave(),
                    answer.resultBytes(),
                    answer.errorBytes(),
                    answer.outcomeBytes(),
                    answer.sha256(),
                    answer.worker(),
                    answer.startedMillis());
        }
    }
}
