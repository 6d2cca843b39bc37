package io.waybill.workflows.run;

import static java.util.Objects.requireNonNull;

import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.Priority;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.Async;
import io.temporal.workflow.CompletablePromise;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import io.waybill.workflows.batch.AbandonItems;
import io.waybill.workflows.batch.AddItems;
import io.waybill.workflows.batch.AddedItems;
import io.waybill.workflows.batch.AssembledBatch;
import io.waybill.workflows.batch.BatchActivities;
import io.waybill.workflows.batch.BatchProgress;
import io.waybill.workflows.batch.BatchState;
import io.waybill.workflows.batch.ChunkPage;
import io.waybill.workflows.batch.ChunkQuery;
import io.waybill.workflows.batch.CloseBatch;
import io.waybill.workflows.batch.Course;
import io.waybill.workflows.batch.EnterState;
import io.waybill.workflows.batch.HeldBatch;
import io.waybill.workflows.batch.HoldBatch;
import io.waybill.workflows.batch.ItemState;
import io.waybill.workflows.batch.Lane;
import io.waybill.workflows.batch.PreparedAndHeld;
import io.waybill.workflows.batch.PreparedBatch;
import io.waybill.workflows.batch.SettleChunks;
import io.waybill.workflows.batch.SteerBatch;
import io.waybill.workflows.batch.SweepBatch;
import io.waybill.workflows.wire.TaskQueues;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Calls the I/O side for one batch: each call with its summary, its limits and the reason for them. */
final class Steps {

    /**
     * Statements of milliseconds. An attempt that was lost with its worker is repeated after this time, so it is as
     * short as a loaded database allows; work lost with a worker is to run again within 15 s.
     */
    private static final Duration SHORT = Duration.ofSeconds(10);

    /** The same, for calls whose work grows with the rows they touch. */
    private static final Duration ROWS_BASE = Duration.ofSeconds(14);

    /** A tenth of what the database was measured to move a second, so that a slow one still gets through. */
    private static final long ROWS_PER_SECOND = 5_000;

    /** A million lines of the longest kind; what bounds a lost attempt is the heartbeat. */
    private static final Duration PREPARE = Duration.ofHours(2);

    /** Ten thousand of the longest requests, on a busy machine. */
    private static final Duration ADD = Duration.ofMinutes(5);

    /** Every result is read once, however slow the object store is; what bounds a lost attempt is the heartbeat. */
    private static final Duration ASSEMBLE_BASE = Duration.ofHours(1);

    /** Five missed heartbeats; the rest of the 15 s is for the next attempt to begin. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    /**
     * Without a limit on attempts: every step is idempotent, and a batch waits for a database that is away. Business
     * failures say themselves that they are not to be retried. The longest pause keeps the recovery short.
     */
    private static final RetryOptions UNTIL_DONE = RetryOptions.newBuilder()
            .setInitialInterval(Duration.ofMillis(500))
            .setBackoffCoefficient(2)
            .setMaximumInterval(Duration.ofSeconds(10))
            .build();

    private final String batchId;
    private final String accountId;
    private final Priority priority;
    private final Nanos money;

    Steps(String batchId, String accountId, Lane lane, Nanos money) {
        this.batchId = requireNonNull(batchId, "batchId");
        this.accountId = requireNonNull(accountId, "accountId");
        this.priority = priority(lane, accountId);
        this.money = requireNonNull(money, "money");
    }

    /** {@return the lane's priority, fair among accounts} */
    static Priority priority(Lane lane, String accountId) {
        return Priority.newBuilder()
                .setPriorityKey(lane.priorityKey())
                .setFairnessKey(accountId)
                .build();
    }

    /** Waits until a cancelled attempt has really ended, so that nothing writes rows behind the batch's back. */
    PreparedBatch prepare() {
        ActivityOptions options = options("prepare", PREPARE)
                .setHeartbeatTimeout(HEARTBEAT)
                .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
                .build();
        return stub(options).prepare(batchId);
    }

    /** As {@link #prepare}, and the hold with it. */
    PreparedAndHeld prepareAndHold() {
        ActivityOptions options = options("prepare and hold", PREPARE)
                .setHeartbeatTimeout(HEARTBEAT)
                .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
                .build();
        return stub(options).prepareAndHold(batchId);
    }

    HeldBatch hold(long nanos, long items) {
        String summary = "hold " + money.render(nanos) + " for " + items + (items == 1 ? " item" : " items");
        return stub(options(summary, SHORT).build()).hold(new HoldBatch(batchId, accountId, nanos));
    }

    Promise<ChunkPage> chunks(int shard, int afterChunk) {
        String summary = "chunks after " + afterChunk + " of shard " + shard;
        return detached(() -> Async.function(
                stub(options(summary, SHORT).build())::chunks, new ChunkQuery(batchId, shard, afterChunk)));
    }

    Promise<BatchProgress> settle(SettleChunks request, long items) {
        int chunks = request.chunks().size();
        String summary = "settle " + chunks + (chunks == 1 ? " chunk" : " chunks");
        return Async.function(stub(options(summary, forRows(items)).build())::settle, request);
    }

    Promise<BatchProgress> abandon(AbandonItems request) {
        int items = request.indexes().size();
        String summary = "abandon "
                + (items == 1 ? "item " + request.indexes().getFirst() : items + " items of chunk " + request.chunk())
                + ": " + request.code();
        return Async.function(stub(options(summary, ROWS_BASE).build())::abandon, request);
    }

    BatchProgress enter(BatchState state) {
        return stub(options("enter " + state, SHORT).build()).enter(new EnterState(batchId, state));
    }

    BatchProgress steer(Course course, @Nullable String reason) {
        String summary = (course.paused() ? "paused" : "in progress") + ", lane " + course.lane();
        return stub(options(summary, SHORT).build())
                .steer(new SteerBatch(batchId, course.paused(), course.lane(), reason));
    }

    /** At most 25 MB of lines: seconds, and a worker that is lost is noticed by its heartbeat. */
    AddedItems add(AddItems request) {
        ActivityOptions options = options("add " + request.bytes() + " bytes of requests", ADD)
                .setHeartbeatTimeout(HEARTBEAT)
                .build();
        return stub(options).add(request);
    }

    BatchProgress seal() {
        return stub(options("seal", SHORT).build()).seal(batchId);
    }

    BatchProgress sweep(ItemState state, long items) {
        return stub(options("sweep to " + state, forRows(items)).build()).sweep(new SweepBatch(batchId, state));
    }

    Promise<BatchProgress> count() {
        return detached(() -> Async.function(stub(options("count", SHORT).build())::count, batchId));
    }

    /**
     * Begins a call that a cancellation does not reach: it is over in milliseconds and changes nothing, so taking it
     * back costs more than its answer, and would meet it on its way.
     */
    private static <T> Promise<T> detached(Supplier<Promise<T>> call) {
        CompletablePromise<T> answer = Workflow.newPromise();
        Workflow.newDetachedCancellationScope(() -> answer.completeFrom(call.get()))
                .run();
        return answer;
    }

    AssembledBatch assemble(long items) {
        ActivityOptions options = options("assemble", ASSEMBLE_BASE.plusSeconds(items / ROWS_PER_SECOND))
                .setHeartbeatTimeout(HEARTBEAT)
                .build();
        return stub(options).assemble(batchId);
    }

    /** Every outcome block is read once; a worker that is lost is noticed by its heartbeat. */
    void attest(long items) {
        ActivityOptions options = options("attest", ASSEMBLE_BASE.plusSeconds(items / ROWS_PER_SECOND))
                .setHeartbeatTimeout(HEARTBEAT)
                .build();
        stub(options).attest(batchId);
    }

    BatchProgress close(BatchState state, @Nullable String code, @Nullable String message, long items) {
        String summary = "close as " + state + (code == null ? "" : ": " + code);
        return stub(options(summary, forRows(items)).build()).close(new CloseBatch(batchId, state, code, message));
    }

    /** The files are made, and the batch is closed as completed. */
    BatchProgress assembleAndClose(long items) {
        ActivityOptions options = options("assemble and close", ASSEMBLE_BASE.plusSeconds(items / ROWS_PER_SECOND))
                .setHeartbeatTimeout(HEARTBEAT)
                .build();
        return stub(options).assembleAndClose(batchId);
    }

    private static Duration forRows(long items) {
        return ROWS_BASE.plusSeconds(items / ROWS_PER_SECOND);
    }

    private ActivityOptions.Builder options(String summary, Duration startToClose) {
        return ActivityOptions.newBuilder()
                .setTaskQueue(TaskQueues.BATCHES)
                .setSummary(summary)
                .setPriority(priority)
                .setStartToCloseTimeout(startToClose)
                .setRetryOptions(UNTIL_DONE);
    }

    private static BatchActivities stub(ActivityOptions options) {
        return Workflow.newActivityStub(BatchActivities.class, options);
    }
}
