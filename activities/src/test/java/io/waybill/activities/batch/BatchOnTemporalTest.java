package io.waybill.activities.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.client.UpdateOptions;
import io.temporal.client.WithStartWorkflowOperation;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateStage;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.testserver.TestServer;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerOptions;
import io.waybill.activities.idempotency.IdempotentAnswers;
import io.waybill.activities.ledger.Ledger;
import io.waybill.activities.testing.TestActivities;
import io.waybill.activities.worker.WorkerState;
import io.waybill.storage.object.ObjectStore;
import io.waybill.workflows.batch.BatchInput;
import io.waybill.workflows.batch.BatchProgress;
import io.waybill.workflows.batch.BatchState;
import io.waybill.workflows.batch.BatchWorkflow;
import io.waybill.workflows.batch.Submission;
import io.waybill.workflows.batch.Submission.Verdict;
import io.waybill.workflows.cleaning.Cleaned;
import io.waybill.workflows.cleaning.CleaningWorkflow;
import io.waybill.workflows.reconcile.ReconcileWorkflow;
import io.waybill.workflows.reconcile.Reconciled;
import io.waybill.workflows.retention.Retained;
import io.waybill.workflows.retention.RetentionWorkflow;
import io.waybill.workflows.wire.SearchAttributes;
import io.waybill.workflows.wire.TaskQueues;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The whole of it: the worker as it is started, the real workflow, and a worker for models without a model. */
@Timeout(120)
class BatchOnTemporalTest {

    private static final int PORT = freePort();

    /** What all-minilm-l6-v2 costs a token in lane low: 0.02 a million, halved. */
    private static final long TOKEN_NANOS = 10;

    /** Registered first, so that it stops last. */
    @RegisterExtension
    @Order(1)
    static final AfterAllCallback TEMPORAL = serve();

    @RegisterExtension
    @Order(2)
    static final TestActivities ACTIVITIES = new TestActivities()
            .with("waybill.worker.enabled", "true")
            .with("waybill.temporal.address", "127.0.0.1:" + PORT)
            .with("waybill.reconcile.age", "0s");

    private static WorkflowServiceStubs stubs;
    private static WorkflowClient client;
    private static WorkerFactory inference;

    private BatchWorld world;
    private UUID account;

    @BeforeAll
    static void startInference() {
        stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setTarget("127.0.0.1:" + PORT)
                .build());
        client = WorkflowClient.newInstance(stubs);
        inference = WorkerFactory.newInstance(client);
        WorkerOptions options = WorkerOptions.newBuilder()
                .setMaxHeartbeatThrottleInterval(Duration.ofMillis(500))
                .setDefaultHeartbeatThrottleInterval(Duration.ofMillis(500))
                .build();
        for (String pool : List.of("echo", "embed")) {
            inference
                    .newWorker(TaskQueues.gpu(pool), options)
                    .registerActivitiesImplementations(new FakeInferenceActivities(ACTIVITIES.bean(ObjectStore.class)));
        }
        inference.start();
        WorkerState worker = ACTIVITIES.bean(WorkerState.class);
        Awaitility.await().until(worker::isReady);
    }

    @AfterAll
    static void stop() {
        inference.shutdownNow();
        inference.awaitTermination(10, TimeUnit.SECONDS);
        stubs.shutdownNow();
    }

    @BeforeEach
    void open() {
        // The server's clock is real, and a completion window must not be over when a batch begins again.
        Duration behind = Duration.between(ACTIVITIES.clock().instant(), Instant.now());
        ACTIVITIES.clock().advance(behind);
        world = new BatchWorld(ACTIVITIES);
        account = world.account();
    }

    @Test
    void runsAFileWithBadLinesToItsEnd() {
        String lines = BatchWorld.lines(40) + "{}\n" + BatchWorld.line("item-7", "again") + "\n"
                + BatchWorld.line("bad", "fail please") + "\n";
        String batch = world.submit(account, true, lines);

        Submission submission = submit(batch, false);
        BatchProgress progress = await(batch);

        assertThat(submission.verdict()).isEqualTo(Verdict.accepted);
        assertThat(progress.succeeded()).isEqualTo(40);
        assertThat(progress.failed()).isEqualTo(3);
        assertThat(progress.capturedNanos()).isEqualTo(40 * BatchWorld.ITEM_NANOS);
        assertThat(progress.releasedNanos()).isEqualTo(BatchWorld.ITEM_NANOS);
        assertThat(world.batch(batch).state()).isEqualTo(BatchState.completed);
        assertThat(world.output(batch)).hasSize(40);
        assertThat(world.errors(batch)).hasSize(3);
    }

    /** So many that chunks have many items: a chunk of each model covers the same lines. */
    @Test
    void runsTwoModelsInOneBatchEachAtItsPrice() {
        long pairs = 350;
        int tokens = 4;
        var lines = new StringBuilder();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 2 * pairs; i++) {
            String model = i % 2 == 0 ? "echo" : "all-minilm-l6-v2";
            lines.append(BatchWorld.line("item-" + i, model, "a text")).append('\n');
            ids.add("item-" + i);
        }
        String batch = world.submit(account, false, lines.toString());

        submit(batch, true);
        BatchProgress progress = await(batch);

        Batch ended = world.batch(batch);
        assertThat(ended.state()).isEqualTo(BatchState.completed);
        assertThat(ended.models()).containsExactlyInAnyOrder("echo", "all-minilm-l6-v2");
        assertThat(progress.succeeded()).isEqualTo(2 * pairs);
        assertThat(progress.capturedNanos()).isEqualTo(pairs * (BatchWorld.ITEM_NANOS + tokens * TOKEN_NANOS));
        assertThat(world.output(batch))
                .zipSatisfy(ids, (line, id) -> assertThat(line).contains('"' + id + '"'));
    }

    @Test
    void failsABatchThatCannotBePaid() {
        UUID poor = ACTIVITIES.account(BatchWorld.ITEM_NANOS).id();
        String batch = world.submit(poor, false, BatchWorld.lines(5));

        start(batch, true);
        await(batch);

        Batch failed = world.batch(batch);
        assertThat(failed.state()).isEqualTo(BatchState.failed);
        assertThat(failed.failureCode()).isEqualTo("insufficient_funds");
        assertThat(ACTIVITIES.bean(Ledger.class).balance(poor).availableNanos()).isEqualTo(BatchWorld.ITEM_NANOS);
    }

    @Test
    void failsABatchWithABadLineAndHoldsNothing() {
        String batch = world.submit(account, false, BatchWorld.lines(3) + "no json\n");

        start(batch, true);
        await(batch);

        Batch failed = world.batch(batch);
        assertThat(failed.state()).isEqualTo(BatchState.failed);
        assertThat(failed.failureCode()).isEqualTo("invalid_batch");
        assertThat(failed.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.line()).isEqualTo(4));
        assertThat(ACTIVITIES.bean(Ledger.class).balance(account).heldNanos()).isZero();
    }

    @Test
    void releasesWhatACancelledBatchHasNotRun() {
        String batch =
                world.submit(account, false, BatchWorld.lines(5) + BatchWorld.line("slow", "wait for the end") + "\n");
        submit(batch, true);
        // The server in memory trips over a cancellation that crosses the end of an activity.
        Awaitility.await().until(() -> world.batch(batch).progress().succeeded() == 5);

        client.newWorkflowStub(BatchWorkflow.class, batch).cancel("enough");
        BatchProgress progress = await(batch);

        assertThat(world.batch(batch).state()).isEqualTo(BatchState.cancelled);
        assertThat(progress.cancelled()).isEqualTo(1);
        assertThat(progress.capturedNanos()).isEqualTo(5 * BatchWorld.ITEM_NANOS);
        assertThat(progress.releasedNanos()).isEqualTo(BatchWorld.ITEM_NANOS);
    }

    @Test
    void beginsABatchThatWasRecordedButHasNoWorkflow() {
        String batch = world.submit(account, true, BatchWorld.lines(3));

        Reconciled found = reconcile();
        BatchProgress progress = await(batch);

        assertThat(found.started()).isEqualTo(1);
        assertThat(progress.succeeded()).isEqualTo(3);
        assertThat(world.batch(batch).state()).isEqualTo(BatchState.completed);
    }

    @Test
    void closesABatchWhoseWorkflowWasTerminatedAndGivesTheRestBack() {
        String batch =
                world.submit(account, false, BatchWorld.lines(5) + BatchWorld.line("slow", "wait for the end") + "\n");
        submit(batch, true);
        Awaitility.await().until(() -> world.batch(batch).progress().succeeded() == 5);
        client.newUntypedWorkflowStub(batch).terminate("an operator's mistake");

        Reconciled found = reconcile();
        BatchProgress progress = await(batch);
        Reconciled afterwards = reconcile();

        assertThat(found.closed()).isEqualTo(1);
        assertThat(afterwards).isEqualTo(new Reconciled(0, 0, 0));
        assertThat(world.batch(batch).state()).isEqualTo(BatchState.cancelled);
        assertThat(progress.succeeded()).isEqualTo(5);
        assertThat(progress.cancelled()).isEqualTo(1);
        assertThat(progress.capturedNanos()).isEqualTo(5 * BatchWorld.ITEM_NANOS);
        assertThat(progress.releasedNanos()).isEqualTo(BatchWorld.ITEM_NANOS);
        assertThat(ACTIVITIES.bean(Ledger.class).balance(account).heldNanos()).isZero();
        assertThat(world.output(batch)).hasSize(5);
    }

    @Test
    void closesABatchWhoseWorkflowWasTerminatedBeforeAnythingWasHeld() {
        String batch = world.submit(account, false, BatchWorld.lines(5));
        // No worker of ours takes this queue: the workflow is there and does nothing.
        WorkflowStub idle = client.newUntypedWorkflowStub(
                "BatchWorkflow",
                WorkflowOptions.newBuilder()
                        .setWorkflowId(batch)
                        .setTaskQueue("nobody")
                        .build());
        idle.start(input(batch, true));
        idle.terminate("an operator's mistake");

        Reconciled found = reconcile();
        await(batch);

        assertThat(found.closed()).isEqualTo(1);
        assertThat(world.batch(batch).state()).isEqualTo(BatchState.cancelled);
    }

    @Test
    void leavesABatchAloneWhoseWorkflowRuns() {
        String batch = world.submit(account, false, BatchWorld.line("slow", "wait for the end") + "\n");
        submit(batch, true);

        Reconciled found = reconcile();

        assertThat(found).isEqualTo(new Reconciled(1, 0, 0));
        client.newWorkflowStub(BatchWorkflow.class, batch).cancel("enough");
        await(batch);
    }

    @Test
    void removesAnswersThatAreOlderThanTheyAreKept() {
        var answers = ACTIVITIES.bean(IdempotentAnswers.class);
        answers.claim(account, "old", "a", UUID.randomUUID());
        ACTIVITIES.database().execute("UPDATE idempotent_answer SET created_at = created_at - interval '8 days'");
        var options =
                WorkflowOptions.newBuilder().setTaskQueue(TaskQueues.BATCHES).build();

        Cleaned first = client.newWorkflowStub(CleaningWorkflow.class, options).run();
        Cleaned second = client.newWorkflowStub(CleaningWorkflow.class, options).run();

        assertThat(first.answers()).isPositive();
        assertThat(second.answers()).isZero();
    }

    @Test
    void theScheduledWorkflowRemovesWhatWasKeptLongEnough() {
        String batch = world.submit(account, BatchWorld.lines(3), Duration.ofHours(1), false);
        submit(batch, true);
        await(batch);
        ACTIVITIES.clock().advance(Duration.ofHours(2));
        var options =
                WorkflowOptions.newBuilder().setTaskQueue(TaskQueues.BATCHES).build();

        Retained first =
                client.newWorkflowStub(RetentionWorkflow.class, options).run();
        Retained second =
                client.newWorkflowStub(RetentionWorkflow.class, options).run();

        assertThat(first.results()).isEqualTo(1);
        assertThat(first.inputs()).isPositive();
        assertThat(second).isEqualTo(new Retained(0, 0, 0));
    }

    private Reconciled reconcile() {
        var options =
                WorkflowOptions.newBuilder().setTaskQueue(TaskQueues.BATCHES).build();
        return client.newWorkflowStub(ReconcileWorkflow.class, options).run();
    }

    private BatchWorkflow workflow(String batch) {
        WorkflowOptions options = WorkflowOptions.newBuilder()
                .setWorkflowId(batch)
                .setTaskQueue(TaskQueues.BATCHES)
                .setWorkflowIdConflictPolicy(WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING)
                .setTypedSearchAttributes(io.temporal.common.SearchAttributes.newBuilder()
                        .set(SearchAttributes.ACCOUNT, account.toString())
                        .build())
                .build();
        return client.newWorkflowStub(BatchWorkflow.class, options);
    }

    private BatchInput input(String batch, boolean inline) {
        NewBatch submitted = world.batch(batch).submitted();
        return BatchInput.first(
                batch,
                submitted.accountId().toString(),
                submitted.lane(),
                inline,
                Instant.now().plus(submitted.completionWindow()),
                "USD");
    }

    /** The server in memory loses an update whose workflow ends at once: such batches are started without. */
    private void start(String batch, boolean inline) {
        WorkflowClient.start(workflow(batch)::run, input(batch, inline));
    }

    private Submission submit(String batch, boolean inline) {
        BatchWorkflow workflow = workflow(batch);
        return WorkflowClient.executeUpdateWithStart(
                workflow::submit,
                UpdateOptions.<Submission>newBuilder()
                        .setUpdateId(BatchWorkflow.SUBMIT_UPDATE_ID)
                        .setWaitForStage(WorkflowUpdateStage.COMPLETED)
                        .build(),
                new WithStartWorkflowOperation<>(workflow::run, input(batch, inline)));
    }

    private static AfterAllCallback serve() {
        TestServer.PortBoundTestServer server = TestServer.createPortBoundServer(PORT, true);
        return _ -> server.close();
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BatchProgress await(String batch) {
        return WorkflowStub.fromTyped(client.newWorkflowStub(BatchWorkflow.class, batch))
                .getResult(BatchProgress.class);
    }
}
