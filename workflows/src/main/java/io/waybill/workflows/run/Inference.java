package io.waybill.workflows.run;

import static java.util.Objects.requireNonNull;

import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.Priority;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.Async;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import io.waybill.workflows.batch.Lane;
import io.waybill.workflows.batch.ShardInput;
import io.waybill.workflows.inference.InferChunk;
import io.waybill.workflows.inference.InferenceActivities;
import io.waybill.workflows.inference.InferenceFailure;
import io.waybill.workflows.inference.InferredChunk;
import io.waybill.workflows.wire.TaskQueues;
import java.time.Duration;

/** Calls the gpu-workers for one batch or shard. */
final class Inference {

    /**
     * Four missed heartbeats. Work lost with a killed worker is to run again within 15 s: 8 s to notice, 1 s of pause,
     * and the rest for another worker to take it.
     */
    private static final Duration HEARTBEAT = Duration.ofSeconds(8);

    /**
     * One repetition: a worker may be killed for reasons that are not the chunk's. Who dies twice is suspected and
     * split, so no more is left to Temporal, and whatever fails for its own sake is decided in the workflow.
     */
    private static final RetryOptions TWICE = RetryOptions.newBuilder()
            .setInitialInterval(Duration.ofSeconds(1))
            .setMaximumAttempts(2)
            .setDoNotRetry(InferenceFailure.INPUT_LOST.name())
            .build();

    /** Alone, after 1, 4 and 16 s: the worker that the item may have killed needs time to come back. */
    private static final RetryOptions FOUR_TIMES = RetryOptions.newBuilder()
            .setInitialInterval(Duration.ofSeconds(1))
            .setBackoffCoefficient(4)
            .setMaximumAttempts(4)
            .setDoNotRetry(InferenceFailure.INPUT_LOST.name())
            .build();

    private final ShardInput work;

    Inference(ShardInput work) {
        this.work = requireNonNull(work, "work");
    }

    /**
     * Accounts take turns by items, not by runs: a run of 512 items counts as 512 turns. Temporal allows weights of
     * 0.001 to 1,000, and no run has more items than that allows.
     */
    private static float weight(ChunkRun run) {
        return 1f / Math.clamp(run.size(), 1, 1_000);
    }

    /**
     * Begins a run in {@code lane}. There is no limit on how long it may queue: a batch waits for a GPU as long as its
     * window is.
     */
    Promise<InferredChunk> infer(ChunkRun run, Lane lane) {
        ActivityOptions options = ActivityOptions.newBuilder()
                .setTaskQueue(TaskQueues.gpu(run.ref().pool()))
                .setSummary(run.summary())
                .setPriority(Priority.newBuilder()
                        .setPriorityKey(lane.priorityKey())
                        .setFairnessKey(work.accountId())
                        .setFairnessWeight(weight(run))
                        .build())
                .setStartToCloseTimeout(Duration.ofSeconds(run.ref().timeoutSeconds()))
                .setHeartbeatTimeout(HEARTBEAT)
                .setRetryOptions(run.suspect() ? FOUR_TIMES : TWICE)
                // A cancelled run is not waited for: whatever it still writes is never settled.
                .setCancellationType(ActivityCancellationType.TRY_CANCEL)
                // An eager start would pass by the priorities of the queue.
                .setDisableEagerExecution(true)
                .build();
        InferenceActivities stub = Workflow.newActivityStub(InferenceActivities.class, options);
        return Async.function(
                stub::infer, new InferChunk(work.batchId(), work.accountId(), lane, run.ref(), run.wave(), run.only()));
    }
}
