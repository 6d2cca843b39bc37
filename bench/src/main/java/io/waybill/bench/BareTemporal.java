package io.waybill.bench;

import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Workflows of no-op activities on the instance's Temporal server: what there is to reach. */
final class BareTemporal implements AutoCloseable {

    static final String ACTIVITIES = "bench-activities";
    private static final String WORKFLOWS = "bench-workflows";
    private static final int SLOTS = 100;

    private final WorkflowServiceStubs stubs;
    private final WorkflowClient client;
    private final WorkerFactory factory;

    BareTemporal(Connection connection) {
        stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setTarget(connection.temporalAddress())
                .build());
        client = WorkflowClient.newInstance(
                stubs,
                WorkflowClientOptions.newBuilder()
                        .setNamespace(connection.temporalNamespace())
                        .build());
        factory = WorkerFactory.newInstance(
                client,
                WorkerFactoryOptions.newBuilder()
                        .setUsingVirtualWorkflowThreads(true)
                        .build());
        factory.newWorker(WORKFLOWS).registerWorkflowImplementationTypes(NoOpWorkflowImpl.class);
        factory.newWorker(
                        ACTIVITIES,
                        WorkerOptions.newBuilder()
                                .setMaxConcurrentActivityExecutionSize(SLOTS)
                                .setUsingVirtualThreads(true)
                                .build())
                .registerActivitiesImplementations((NoOpActivities) item -> item);
        factory.start();
    }

    /** Runs {@code workflows} at once with {@code items} each; returns activities a second. */
    double activitiesPerSecond(int items, int workflows) {
        long start = System.nanoTime();
        List<CompletableFuture<Integer>> running = new ArrayList<>();
        for (int i = 0; i < workflows; i++) {
            var options = WorkflowOptions.newBuilder()
                    .setTaskQueue(WORKFLOWS)
                    .setWorkflowId("bench-" + UUID.randomUUID())
                    .build();
            NoOpWorkflow workflow = client.newWorkflowStub(NoOpWorkflow.class, options);
            running.add(WorkflowClient.execute(workflow::run, items));
        }
        int done = running.stream().mapToInt(CompletableFuture::join).sum();
        return done / ((System.nanoTime() - start) / 1e9);
    }

    @Override
    public void close() {
        factory.shutdownNow();
        stubs.shutdownNow();
    }
}
