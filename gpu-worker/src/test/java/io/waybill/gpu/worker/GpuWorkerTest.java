package io.waybill.gpu.worker;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.CanceledFailure;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.testserver.TestServer;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.waybill.gpu.GpuWorker;
import io.waybill.gpu.inference.Bucket;
import io.waybill.gpu.inference.Chunks;
import io.waybill.gpu.llama.LlamaSettings;
import io.waybill.gpu.model.InferenceDevice;
import io.waybill.models.catalog.CatalogSettings;
import io.waybill.models.catalog.InstalledModel;
import io.waybill.models.catalog.ModelCatalog;
import io.waybill.workflows.inference.InferChunk;
import io.waybill.workflows.inference.InferredChunk;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole worker against an in-memory Temporal server and a real S3 server. */
class GpuWorkerTest {

    private static final String TOKEN = "a-token-of-this-test";

    private static Bucket bucket;
    private static TestServer.PortBoundTestServer temporal;
    private static GpuWorker worker;
    private static WorkflowServiceStubs stubs;
    private static WorkflowClient client;
    private static WorkerFactory workflows;
    private static InstalledModel echo;

    @BeforeAll
    @Timeout(60)
    static void start(@TempDir Path directory) throws Exception {
        bucket = Bucket.start(directory.resolve("s3"));
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        temporal = TestServer.createPortBoundServer(port, true);
        CatalogSettings models = new CatalogSettings(directory.resolve("models"), List.of(), true);
        echo = ModelCatalog.load(models).find("echo").orElseThrow();
        worker = GpuWorker.start(new GpuSettings(
                "127.0.0.1:" + port,
                "default",
                bucket.settings(),
                models,
                InferenceDevice.cpu,
                "127.0.0.1",
                0,
                TOKEN,
                2,
                List.of(),
                8,
                0,
                LlamaSettings.defaults(),
                "127.0.0.1",
                -1));
        worker.awaitReady(Duration.ofSeconds(30));
        stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setTarget("127.0.0.1:" + port)
                .build());
        client = WorkflowClient.newInstance(stubs);
        workflows = WorkerFactory.newInstance(
                client,
                WorkerFactoryOptions.newBuilder().setWorkflowCacheSize(0).build());
        workflows.newWorker("test").registerWorkflowImplementationTypes(RunChunk.Impl.class);
        workflows.start();
    }

    @AfterAll
    @Timeout(60)
    static void stop() {
        workflows.shutdownNow();
        stubs.shutdownNow();
        worker.close();
        temporal.close();
        bucket.close();
    }

    @Test
    void runsAChunkOfAWorkflow() throws Exception {
        InferChunk chunk = Chunks.store(bucket.objects(), batch(), echo, 1, Chunks.line("a", "echo", "one two"));

        InferredChunk inferred = workflow().run(chunk);

        assertThat(inferred.succeeded()).isEqualTo(1);
        assertThat(inferred.tokens()).isEqualTo(2);
    }

    @Test
    void beatsWhileAnItemTakesLongerThanTheHeartbeatTimeout() throws Exception {
        InferChunk chunk = Chunks.store(bucket.objects(), batch(), echo, 1, Chunks.line("a", "echo", "!sleep 6000"));

        InferredChunk inferred = workflow().run(chunk);

        assertThat(inferred.succeeded()).isEqualTo(1);
    }

    @Test
    void saysHowManyItemsAreDone() throws Exception {
        InferChunk chunk = Chunks.store(
                bucket.objects(),
                batch(),
                echo,
                2,
                Chunks.line("a", "echo", "one"),
                Chunks.line("b", "echo", "!sleep 5000"));
        RunChunk workflow = workflow();
        WorkflowClient.start(workflow::run, chunk);

        await(() -> heartbeat(workflow).contains("\"done\":1"));

        assertThat(heartbeat(workflow)).isEqualTo("{\"done\":1,\"failed\":0,\"of\":2,\"tokens\":0}");
    }

    @Test
    void stopsSoonWhenItIsCancelled() throws Exception {
        InferChunk chunk = Chunks.store(bucket.objects(), batch(), echo, 1, Chunks.line("a", "echo", "!sleep 25000"));
        RunChunk workflow = workflow();
        WorkflowClient.start(workflow::run, chunk);
        await(() -> !heartbeat(workflow).isEmpty());
        long begun = System.nanoTime();

        WorkflowStub.fromTyped(workflow).cancel();
        Throwable thrown = catchThrowable(() -> WorkflowStub.fromTyped(workflow).getResult(InferredChunk.class));

        assertThat(thrown).isInstanceOf(WorkflowFailedException.class).hasCauseInstanceOf(CanceledFailure.class);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(15));
    }

    @Test
    void saysThatItIsReady() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + worker.port() + "/internal/readyz"))
                .build();

        HttpResponse<String> response;
        try (HttpClient http = HttpClient.newHttpClient()) {
            response = http.send(request, HttpResponse.BodyHandlers.ofString());
        }

        assertThat(response.statusCode()).isEqualTo(200);
    }

    private static String batch() {
        return "batch_" + UUID.randomUUID();
    }

    private static RunChunk workflow() {
        return client.newWorkflowStub(
                RunChunk.class,
                WorkflowOptions.newBuilder().setTaskQueue("test").build());
    }

    private static String heartbeat(RunChunk workflow) {
        var execution = requireNonNull(WorkflowStub.fromTyped(workflow).getExecution());
        List<PendingActivityInfo> pending = stubs.blockingStub()
                .describeWorkflowExecution(DescribeWorkflowExecutionRequest.newBuilder()
                        .setNamespace("default")
                        .setExecution(execution)
                        .build())
                .getPendingActivitiesList();
        if (pending.isEmpty() || pending.getFirst().getHeartbeatDetails().getPayloadsCount() == 0) {
            return "";
        }
        return pending.getFirst().getHeartbeatDetails().getPayloads(0).getData().toStringUtf8();
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        while (!condition.getAsBoolean()) {
            assertThat(never.await(50, TimeUnit.MILLISECONDS)).isFalse();
        }
    }
}
