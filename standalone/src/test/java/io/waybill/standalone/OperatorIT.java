package io.waybill.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.ResetWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.TerminateWorkflowExecutionRequest;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.waybill.receipts.log.NoteKey;
import io.waybill.receipts.pack.PackVerifier;
import io.waybill.receipts.pack.Trust;
import io.waybill.receipts.pack.Verdict;
import io.waybill.standalone.client.ApiClient;
import io.waybill.standalone.client.Evidence;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What an operator does to workflows in the Temporal UI, on a real server: money and items agree afterwards. */
@Tag("integration")
@Timeout(300)
class OperatorIT {

    /** What is promised of a terminated batch. */
    private static final Duration RETURNED_WITHIN = Duration.ofMinutes(2);

    private static final Duration PATIENCE = Duration.ofMinutes(4);

    /** Of an item of {@code echo} in lane low. */
    private static final BigDecimal ITEM = new BigDecimal("0.0005");

    private static final int ITEMS = 40;

    @TempDir
    private static Path directory;

    private static LivePlatform platform = LivePlatform.in(Path.of(""));
    private static WorkflowServiceStubs temporal = WorkflowServiceStubs.newServiceStubs(
            WorkflowServiceStubsOptions.newBuilder().setTarget("127.0.0.1:1").build());

    @BeforeAll
    @Timeout(300)
    static void start() throws Exception {
        platform = LivePlatform.in(directory.resolve("data"));
        platform.up("--echo");
        temporal.shutdownNow();
        temporal = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setTarget(platform.connection().temporalAddress())
                .build());
    }

    @AfterAll
    @Timeout(120)
    static void stop() throws Exception {
        temporal.shutdownNow();
        platform.down();
    }

    @Test
    void aTerminatedBatchIsClosedAndItsMoneyReturnedWithinTwoMinutes() throws Exception {
        BigDecimal before = balance("available");
        String id = submit("terminated", 2_000);
        await(id, OperatorIT::isUnderWay);

        temporal.blockingStub()
                .terminateWorkflowExecution(TerminateWorkflowExecutionRequest.newBuilder()
                        .setNamespace(platform.connection().temporalNamespace())
                        .setWorkflowExecution(WorkflowExecution.newBuilder().setWorkflowId(id))
                        .setReason("an operator's hand")
                        .build());
        Instant terminated = Instant.now();
        JsonNode ended = await(id, OperatorIT::isEnded);
        Duration took = Duration.between(terminated, Instant.now());
        System.out.println("a terminated batch was closed after " + took.toSeconds() + " s");

        assertThat(ended.path("status").asString()).isEqualTo("cancelled");
        assertThat(took).isLessThan(RETURNED_WITHIN);
        assertThat(balance("held")).isZero();
        long completed = ended.path("completed_tasks").asLong();
        assertThat(completed).isBetween(1L, ITEMS - 1L);
        assertThat(before.subtract(balance("available")))
                .isEqualByComparingTo(ITEM.multiply(BigDecimal.valueOf(completed)));
        assertThat(Ledger.violations(platform.connection())).isEmpty();
    }

    /** By the command line alone, on a platform that runs. */
    @Test
    void theLogIsSeenCheckedAndAKeyOfItsReceiptsReplacedAndRevoked() throws Exception {
        String logKey;
        Path pack = directory.resolve("before.json");
        try (var api = platform.client()) {
            JsonNode made = api.post(
                    "/v1/vaas", Map.of("input_text", "a question", "output_text", "an answer", "model_id", "a model"));
            logKey = Evidence.logKey(api);
            try (var evidence = Evidence.open(api, made.path("audit_id").asString())) {
                Files.copy(evidence, pack);
            }
        }
        String kid = activeKey("assertions");

        LivePlatform.Answer status = platform.run("log", "status");
        LivePlatform.Answer check = platform.run("log", "check");
        LivePlatform.Answer rotated = platform.run("log", "rotate-key", "receipts");
        LivePlatform.Answer refused = platform.run("log", "rotate-key", "checkpoints");
        LivePlatform.Answer revoked = platform.run("log", "revoke-key", "--key", kid, "--reason", "found in a backup");
        LivePlatform.Answer after = platform.run("log", "check");

        assertThat(status.text()).contains(" leaves, signed ", ", waiting ");
        assertThat(check.text()).startsWith("holds: ");
        assertThat(rotated.text()).contains("receipts are signed by " + activeKey("receipts"));
        assertThat(refused.exit()).isNotZero();
        assertThat(refused.text()).contains("purpose must be receipts or assertions");
        assertThat(revoked.exit()).as(revoked.text()).isZero();
        assertThat(revoked.text()).contains(kid + " is revoked; what stands in the log before leaf ");
        assertThat(activeKey("assertions")).isNotEqualTo(kid);
        assertThat(after.text()).startsWith("holds: ");
        assertThat(PackVerifier.verify(Files.readAllBytes(pack), Trust.of(NoteKey.parse(logKey)))
                        .overall())
                .isEqualTo(Verdict.Answer.HOLDS);
    }

    private static String activeKey(String purpose) throws IOException, InterruptedException {
        try (var api = platform.client()) {
            for (JsonNode key : api.get("/.well-known/vaas/jwks.json").path("keys")) {
                if (key.path("purpose").asString().equals(purpose)
                        && key.path("status").asString().equals("active")) {
                    return key.path("kid").asString();
                }
            }
        }
        throw new AssertionError("no key signs " + purpose);
    }

    @Test
    void aResetOfARunningBatchChargesNobodyTwice() throws Exception {
        BigDecimal before = balance("available");
        String id = submit("reset", 300);
        await(id, OperatorIT::isUnderWay);

        reset(id);
        JsonNode ended = await(id, OperatorIT::isEnded);

        assertCompletedOnce(ended, before);
    }

    @Test
    void aResetOfABatchThatHasEndedChangesNothing() throws Exception {
        BigDecimal before = balance("available");
        String id = submit("ended", 0);
        JsonNode ended = await(id, OperatorIT::isEnded);
        String results = ended.path("output_file_id").asString();

        String run = reset(id);
        awaitEnd(id, run);

        JsonNode after = get(id);
        assertCompletedOnce(after, before);
        assertThat(after.path("output_file_id").asString()).isEqualTo(results);
        assertThat(after.path("completed_at")).isEqualTo(ended.path("completed_at"));
    }

    private static void assertCompletedOnce(JsonNode ended, BigDecimal before) throws Exception {
        assertThat(ended.path("status").asString()).isEqualTo("completed");
        assertThat(ended.path("completed_tasks").asLong()).isEqualTo(ITEMS);
        assertThat(new BigDecimal(ended.path("cost").path("captured").asString()))
                .isEqualByComparingTo(ITEM.multiply(BigDecimal.valueOf(ITEMS)));
        assertThat(before.subtract(balance("available")))
                .isEqualByComparingTo(ITEM.multiply(BigDecimal.valueOf(ITEMS)));
        assertThat(balance("held")).isZero();
        assertThat(Ledger.violations(platform.connection())).isEmpty();
    }

    /** {@return the id of a batch of which an item takes so long} */
    private static String submit(String name, int millis) throws IOException, InterruptedException {
        var tasks = IntStream.range(0, ITEMS)
                .mapToObj(i -> Map.of(
                        "custom_id",
                        name + i,
                        "model",
                        "echo",
                        "request_body",
                        Map.of("input", millis == 0 || i == 0 ? name + i : "!sleep " + millis)))
                .toList();
        try (var api = platform.client()) {
            return api.postOnce(
                            "/v1/batches",
                            Map.of("tasks", tasks, "reuse", false),
                            UUID.randomUUID().toString())
                    .required("id")
                    .asString();
        }
    }

    /** Goes back to the end of the first workflow task, as the button in the UI does; returns the id of the new run. */
    private static String reset(String id) throws IOException {
        String namespace = platform.connection().temporalNamespace();
        var execution = WorkflowExecution.newBuilder().setWorkflowId(id).build();
        long first = temporal
                .blockingStub()
                .getWorkflowExecutionHistory(GetWorkflowExecutionHistoryRequest.newBuilder()
                        .setNamespace(namespace)
                        .setExecution(execution)
                        .build())
                .getHistory()
                .getEventsList()
                .stream()
                .filter(event -> event.getEventType() == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED)
                .mapToLong(HistoryEvent::getEventId)
                .findFirst()
                .orElseThrow();
        return temporal.blockingStub()
                .resetWorkflowExecution(ResetWorkflowExecutionRequest.newBuilder()
                        .setNamespace(namespace)
                        .setWorkflowExecution(execution)
                        .setReason("an operator's hand")
                        .setRequestId(UUID.randomUUID().toString())
                        .setWorkflowTaskFinishEventId(first)
                        .build())
                .getRunId();
    }

    private static void awaitEnd(String id, String run) throws IOException {
        var request = GetWorkflowExecutionHistoryRequest.newBuilder()
                .setNamespace(platform.connection().temporalNamespace())
                .setExecution(WorkflowExecution.newBuilder().setWorkflowId(id).setRunId(run))
                .build();
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() ->
                        temporal
                                .blockingStub()
                                .getWorkflowExecutionHistory(request)
                                .getHistory()
                                .getEventsList()
                                .stream()
                                .anyMatch(event ->
                                        event.getEventType() == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED));
    }

    private static boolean isUnderWay(JsonNode batch) {
        return batch.path("completed_tasks").asLong() > 0;
    }

    private static boolean isEnded(JsonNode batch) {
        return switch (batch.path("status").asString()) {
            case "completed", "failed", "cancelled", "expired" -> true;
            default -> false;
        };
    }

    private static JsonNode await(String id, Predicate<JsonNode> wanted) {
        return Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> get(id), wanted);
    }

    private static JsonNode get(String id) throws IOException, InterruptedException {
        try (ApiClient api = platform.client()) {
            return api.get("/v1/batches/" + id);
        }
    }

    private static BigDecimal balance(String kind) throws IOException, InterruptedException {
        try (ApiClient api = platform.client()) {
            return new BigDecimal(
                    api.get("/v1/users/me").path("balance").path(kind).asString());
        }
    }
}
