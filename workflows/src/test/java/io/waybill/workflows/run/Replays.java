package io.waybill.workflows.run;

import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerOptions;

/** Replays histories with the code of today, on one worker for all: it never starts. */
final class Replays {

    private static final Worker WORKER = worker();

    private Replays() {}

    /** Throws where the code decides otherwise than it did when the history was made. */
    static void replay(WorkflowExecutionHistory history) throws Exception {
        WorkflowReplayer.replayWorkflowExecution(history, WORKER);
    }

    private static Worker worker() {
        // A loaded machine may not run a thread for a second, which is no deadlock.
        WorkerOptions patient = WorkerOptions.newBuilder()
                .setDefaultDeadlockDetectionTimeout(10_000)
                .build();
        Worker worker = TestWorkflowEnvironment.newInstance().newWorker("replays", patient);
        worker.registerWorkflowImplementationTypes(
                BatchWorkflowImpl.class, ShardWorkflowImpl.class, WebhookDeliveryImpl.class);
        return worker;
    }
}
