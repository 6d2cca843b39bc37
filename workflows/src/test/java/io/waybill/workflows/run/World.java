package io.waybill.workflows.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.sdk.v1.WorkflowMetadata;
import io.temporal.client.UpdateOptions;
import io.temporal.client.WithStartWorkflowOperation;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateHandle;
import io.temporal.client.WorkflowUpdateStage;
import io.temporal.common.SearchAttributeKey;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.common.converter.CodecDataConverter;
import io.temporal.common.converter.DefaultDataConverter;
import io.temporal.failure.CanceledFailure;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import io.temporal.worker.WorkflowImplementationOptions;
import io.waybill.workflows.batch.BatchInput;
import io.waybill.workflows.batch.BatchProgress;
import io.waybill.workflows.batch.BatchWorkflow;
import io.waybill.workflows.batch.Lane;
import io.waybill.workflows.batch.Submission;
import io.waybill.workflows.wire.SearchAttributes;
import io.waybill.workflows.wire.TaskQueues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The in-memory Temporal server with the workflows and the fakes. Nothing is cached, so each workflow task is a replay;
 * after each test the fakes' contracts, the windows and a replay of every history are checked.
 */
final class World implements BeforeEachCallback, AfterEachCallback {

    static final String BATCH = "b-0190a1b2c3d4";
    static final String ACCOUNT = "0190a1b2-0000-7000-8000-00000000acc0";

    /** Set to record the histories of tests that name one, for the replay test. */
    private static final boolean RECORD = Boolean.getBoolean("waybill.histories.record");

    final Gates gates = new Gates();
    final Violations violations = new Violations();
    private final PayloadSizes sizes = new PayloadSizes();
    private final List<String> otherHistories = new ArrayList<>();
    private TestWorkflowEnvironment environment = TestWorkflowEnvironment.newInstance(options());
    private Scenario scenario = Scenario.of(1, 1);
    private FakeInference inference = new FakeInference(scenario, gates, violations);
    private FakeSteps steps = new FakeSteps(scenario, inference, gates, violations);
    private String recordAs = "";

    private TestEnvironmentOptions options() {
        TestEnvironmentOptions.Builder options = TestEnvironmentOptions.newBuilder()
                .setWorkerFactoryOptions(WorkerFactoryOptions.newBuilder()
                        .setWorkflowCacheSize(0)
                        .setUsingVirtualWorkflowThreads(true)
                        .setWorkerInterceptors(new ShortHeartbeats(run -> scenario.mayDie(run)))
                        .build())
                .setWorkflowClientOptions(WorkflowClientOptions.newBuilder()
                        .setIdentity("test")
                        .setDataConverter(
                                new CodecDataConverter(DefaultDataConverter.newDefaultInstance(), List.of(sizes)))
                        .build());
        for (SearchAttributeKey<String> key : SearchAttributes.all()) {
            options.registerSearchAttribute(key.getName(), key.getValueType());
        }
        return options.build();
    }

    @Override
    public void beforeEach(ExtensionContext context) {}

    /** Begins to serve a batch. */
    World with(Scenario next) {
        scenario = next;
        inference = new FakeInference(next, gates, violations);
        steps = new FakeSteps(next, inference, gates, violations);
        WorkerOptions patient = WorkerOptions.newBuilder()
                .setDefaultDeadlockDetectionTimeout(10_000)
                .setUsingVirtualThreads(true)
                .build();
        Worker batches = environment.newWorker(TaskQueues.BATCHES, patient);
        batches.registerWorkflowImplementationTypes(
                WorkflowImplementationOptions.newBuilder()
                        .setFailWorkflowExceptionTypes(Throwable.class)
                        .build(),
                BatchWorkflowImpl.class,
                ShardWorkflowImpl.class);
        batches.registerActivitiesImplementations(steps);
        environment.newWorker(TaskQueues.gpu(Scenario.POOL), patient).registerActivitiesImplementations(inference);
        environment.start();
        return this;
    }

    /** The history of this test's batch is recorded under this name when histories are recorded. */
    World recordedAs(String name) {
        recordAs = name;
        return this;
    }

    FakeSteps steps() {
        return steps;
    }

    FakeInference inference() {
        return inference;
    }

    WorkflowClient client() {
        return environment.getWorkflowClient();
    }

    Instant now() {
        return Instant.ofEpochMilli(environment.currentTimeMillis());
    }

    Scenario scenario() {
        return scenario;
    }

    /** {@return the Markdown that the Temporal UI shows} */
    String details() {
        return details(BATCH);
    }

    String details(String workflowId) {
        return client().newUntypedWorkflowStub(workflowId)
                .query("__temporal_workflow_metadata", WorkflowMetadata.class)
                .getCurrentDetails();
    }

    /**
     * Returns when a history has so many events of a type. The in-memory server cannot cancel an activity that ends at
     * the same moment, as a real one can: a test lets the others end before it cancels.
     */
    void awaitEvents(String workflowId, EventType type, int count) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (events(workflowId, type) < count) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("fewer than " + count + " " + type);
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    /** Returns when the details of the batch contain a text. */
    void awaitDetails(String text) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!details().contains(text)) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the details never said " + text + ": " + details());
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private long events(String workflowId, EventType type) {
        try {
            return client().fetchHistory(workflowId).getEvents().stream()
                    .filter(event -> event.getEventType() == type)
                    .count();
        } catch (StatusRuntimeException notStarted) {
            return 0;
        }
    }

    /** Returns when the fake worker was asked for so many runs. */
    void awaitRuns(int runs) {
        inference.awaitCalls(runs);
    }

    void sleep(Duration duration) {
        environment.sleep(duration);
    }

    BatchInput input(boolean inline) {
        return input(inline, Duration.ofHours(24));
    }

    BatchInput input(boolean inline, Duration window) {
        return BatchInput.first(BATCH, ACCOUNT, Lane.low, inline, now().plus(window), "USD");
    }

    /** Starts the batch as the API does. */
    WorkflowUpdateHandle<Submission> submit(BatchInput input) {
        BatchWorkflow workflow = toStart();
        return WorkflowClient.startUpdateWithStart(
                workflow::submit,
                UpdateOptions.<Submission>newBuilder()
                        .setUpdateId(BatchWorkflow.SUBMIT_UPDATE_ID)
                        .setWaitForStage(WorkflowUpdateStage.ACCEPTED)
                        .build(),
                new WithStartWorkflowOperation<>(workflow::run, input));
    }

    /** Starts the batch and cancels it in the same request, so the update arrives before the workflow has begun. */
    BatchProgress startedAndCancelled(BatchInput input) {
        BatchWorkflow workflow = toStart();
        return WorkflowClient.executeUpdateWithStart(
                workflow::cancel,
                "changed my mind",
                UpdateOptions.<BatchProgress>newBuilder()
                        .setWaitForStage(WorkflowUpdateStage.COMPLETED)
                        .build(),
                new WithStartWorkflowOperation<>(workflow::run, input));
    }

    Submission submitted(BatchInput input) {
        return submit(input).getResult();
    }

    private BatchWorkflow toStart() {
        return client().newWorkflowStub(
                        BatchWorkflow.class,
                        WorkflowOptions.newBuilder()
                                .setWorkflowId(BATCH)
                                .setTaskQueue(TaskQueues.BATCHES)
                                .setWorkflowIdConflictPolicy(
                                        WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING)
                                .setStaticSummary("3 items of all-minilm-l6-v2")
                                .build());
    }

    BatchWorkflow workflow() {
        return client().newWorkflowStub(BatchWorkflow.class, BATCH);
    }

    WorkflowStub stub() {
        return client().newUntypedWorkflowStub(BATCH);
    }

    BatchProgress result() {
        return stub().getResult(BatchProgress.class);
    }

    /** Waits for the end of a workflow that Temporal was asked to cancel: however it ends, it is called cancelled. */
    BatchProgress cancelledResult() {
        assertThatThrownBy(this::result).hasCauseInstanceOf(CanceledFailure.class);
        return steps.progress();
    }

    /** Submits a file and waits for the end of the batch. */
    BatchProgress runFile() {
        submitted(input(false));
        return result();
    }

    /** Submits inline items and waits for the end of the batch. */
    BatchProgress runInline() {
        submitted(input(true));
        return result();
    }

    List<HistoryEvent> history() {
        return client().fetchHistory(BATCH).getEvents();
    }

    /** Another workflow of this test whose history is checked too. */
    void checkToo(String workflowId) {
        otherHistories.add(workflowId);
    }

    /** {@return summaries of the batch's activities of a type, in the order in which they were scheduled} */
    List<String> summaries(String activityType) {
        return summaries(BATCH, activityType);
    }

    List<String> summaries(String workflowId, String activityType) {
        List<String> summaries = new ArrayList<>();
        for (HistoryEvent event : client().fetchHistory(workflowId).getEvents()) {
            if (event.getEventType() == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED
                    && event.getActivityTaskScheduledEventAttributes()
                            .getActivityType()
                            .getName()
                            .equalsIgnoreCase(activityType)) {
                summaries.add(DefaultDataConverter.newDefaultInstance()
                        .fromPayload(event.getUserMetadata().getSummary(), String.class, String.class));
            }
        }
        return summaries;
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        gates.openAll();
        try {
            if (context.getExecutionException().isEmpty() && environment.isStarted()) {
                check();
            }
        } finally {
            environment.close();
        }
    }

    private void check() throws Exception {
        List<String> ids = new ArrayList<>(List.of(BATCH));
        ids.addAll(otherHistories);
        for (String id : ids) {
            WorkflowExecutionHistory history = client().fetchHistory(id);
            Replays.replay(history);
            assertWindow(history);
            record(id, history);
        }
        assertThat(violations.found()).isEmpty();
        assertThat(sizes.largest()).isBetween(1, PayloadSizes.BYTES_MAX);
    }

    private static void assertWindow(WorkflowExecutionHistory history) {
        Set<Long> open = new HashSet<>();
        int most = 0;
        for (HistoryEvent event : history.getEvents()) {
            switch (event.getEventType()) {
                case EVENT_TYPE_ACTIVITY_TASK_SCHEDULED -> open.add(event.getEventId());
                case EVENT_TYPE_ACTIVITY_TASK_COMPLETED ->
                    open.remove(event.getActivityTaskCompletedEventAttributes().getScheduledEventId());
                case EVENT_TYPE_ACTIVITY_TASK_FAILED ->
                    open.remove(event.getActivityTaskFailedEventAttributes().getScheduledEventId());
                case EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT ->
                    open.remove(event.getActivityTaskTimedOutEventAttributes().getScheduledEventId());
                case EVENT_TYPE_ACTIVITY_TASK_CANCELED ->
                    open.remove(event.getActivityTaskCanceledEventAttributes().getScheduledEventId());
                default -> {
                    continue;
                }
            }
            most = Math.max(most, open.size());
        }
        // Beside the window: one page being read, one settle, one other step.
        assertThat(most).isLessThanOrEqualTo(RunLoop.ITEM_WINDOW + 3);
    }

    private void record(String id, WorkflowExecutionHistory history) throws IOException {
        if (RECORD && !recordAs.isEmpty()) {
            String suffix = id.equals(BATCH) ? "" : "-" + id.substring(id.indexOf('/') + 1);
            Path file = Path.of("src/test/resources/histories", recordAs + suffix + ".json");
            Files.writeString(file, history.toJson(false));
        }
    }
}
