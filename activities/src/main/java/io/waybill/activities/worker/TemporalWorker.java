package io.waybill.activities.worker;

import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.common.converter.CodecDataConverter;
import io.temporal.common.converter.DefaultDataConverter;
import io.temporal.common.interceptors.WorkerInterceptor;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import io.waybill.activities.cleaning.Cleaning;
import io.waybill.activities.meter.OpenWork;
import io.waybill.activities.reconcile.Reconciliation;
import io.waybill.activities.retention.Retention;
import io.waybill.activities.webhook.Dispatch;
import io.waybill.telemetry.TemporalMeters;
import io.waybill.telemetry.Traces;
import io.waybill.telemetry.WorkInLogs;
import io.waybill.workflows.batch.BatchActivities;
import io.waybill.workflows.run.BatchWorkflowImpl;
import io.waybill.workflows.run.CleaningWorkflowImpl;
import io.waybill.workflows.run.ReconcileWorkflowImpl;
import io.waybill.workflows.run.RetentionWorkflowImpl;
import io.waybill.workflows.run.ShardWorkflowImpl;
import io.waybill.workflows.run.WebhookDeliveryImpl;
import io.waybill.workflows.wire.TaskQueues;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Takes work from Temporal while the application runs. A start returns at once: the worker begins when Temporal can be
 * reached. A stop takes nothing new and waits for what has begun; what is cut off is done again elsewhere.
 */
final class TemporalWorker implements SmartLifecycle, WorkerState {

    private static final Logger LOGGER = LoggerFactory.getLogger(TemporalWorker.class);

    /** Heartbeats must arrive well within their timeout of 8 to 10 s. */
    private static final Duration HEARTBEAT_THROTTLE = Duration.ofSeconds(2);

    /** A loaded machine of two cores may not run a thread for a second, which is no deadlock. */
    private static final long DEADLOCK_MILLIS = 5_000;

    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration SCHEDULE_PAUSE = Duration.ofSeconds(10);

    private final TemporalSettings temporal;
    private final WorkerSettings settings;
    private final BatchActivities activities;
    private final Reconciliation reconciliation;
    private final Cleaning cleaning;
    private final Retention retention;
    private final List<String> pools;
    private final OpenWork open;
    private final Dispatch dispatch;

    private @Nullable Thread starter; // null before the start
    private @Nullable WorkflowServiceStubs stubs; // null before the start
    private @Nullable WorkerFactory factory; // null until Temporal was reached
    private @Nullable QueueMeters meters; // null until Temporal was reached
    private volatile boolean running;
    private volatile boolean ready;

    TemporalWorker(
            TemporalSettings temporal,
            WorkerSettings settings,
            BatchActivities activities,
            Reconciliation reconciliation,
            Cleaning cleaning,
            Retention retention,
            List<String> pools,
            OpenWork open,
            Dispatch dispatch) {
        this.temporal = temporal;
        this.settings = settings;
        this.activities = activities;
        this.reconciliation = reconciliation;
        this.cleaning = cleaning;
        this.retention = retention;
        this.pools = List.copyOf(pools);
        this.open = open;
        this.dispatch = dispatch;
    }

    @Override
    public synchronized void start() {
        WorkflowServiceStubs made = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setTarget(temporal.address())
                .setMetricsScope(TemporalMeters.scope())
                .build());
        stubs = made;
        running = true;
        starter = Thread.ofPlatform().name("temporal-worker-start").start(() -> startWhenReachable(made));
    }

    @Override
    public boolean isReady() {
        return ready;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public void stop() {
        running = false;
        ready = false;
        Thread starting;
        synchronized (this) {
            starting = starter;
        }
        try {
            if (starting != null) {
                starting.interrupt();
                starting.join(settings.stopTimeout());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        close();
    }

    private synchronized void close() {
        if (meters != null) {
            meters.close();
        }
        dispatch.stop();
        if (factory != null) {
            factory.shutdown();
            factory.awaitTermination(settings.stopTimeout().toMillis(), TimeUnit.MILLISECONDS);
            if (!factory.isTerminated()) {
                LOGGER.atWarn().log("not all work has ended in time; it is done again elsewhere");
                factory.shutdownNow();
                factory.awaitTermination(1, TimeUnit.SECONDS);
            }
        }
        if (stubs != null) {
            stubs.shutdownNow();
        }
    }

    private void startWhenReachable(WorkflowServiceStubs connection) {
        boolean told = false;
        while (running) {
            try {
                connection.connect(CONNECT);
                new NamespaceSetup(connection, temporal.namespace()).apply();
                WorkflowClient client = begin(connection);
                LOGGER.atInfo().addKeyValue("address", temporal.address()).log("worker ready");
                schedule(client);
                return;
            } catch (RuntimeException e) {
                if (!running) {
                    return;
                }
                if (!told) {
                    told = true;
                    LOGGER.atWarn()
                            .addKeyValue("address", temporal.address())
                            .addKeyValue("namespace", temporal.namespace())
                            .addKeyValue("error", e)
                            .log("temporal cannot be reached; trying on");
                }
            }
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** The worker works meanwhile: batches need no schedule to run. */
    private void schedule(WorkflowClient client) {
        while (running) {
            try {
                reconciliation.schedule(client);
                cleaning.schedule(client);
                retention.schedule(client);
                return;
            } catch (RuntimeException e) {
                LOGGER.atWarn().setCause(e).log("the schedules cannot be made; trying on");
            }
            try {
                Thread.sleep(SCHEDULE_PAUSE);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private synchronized WorkflowClient begin(WorkflowServiceStubs connection) {
        WorkflowClient client = WorkflowClient.newInstance(
                connection,
                WorkflowClientOptions.newBuilder()
                        .setNamespace(temporal.namespace())
                        .setDataConverter(new CodecDataConverter(
                                DefaultDataConverter.newDefaultInstance(), List.of(new PayloadGuard())))
                        .build());
        WorkerFactory made = WorkerFactory.newInstance(
                client,
                WorkerFactoryOptions.newBuilder()
                        .setUsingVirtualWorkflowThreads(true)
                        .setWorkflowCacheSize(settings.workflows())
                        .setWorkerInterceptors(interceptors(connection))
                        .build());
        Worker worker = made.newWorker(TaskQueues.BATCHES, options());
        worker.registerWorkflowImplementationTypes(
                BatchWorkflowImpl.class,
                ShardWorkflowImpl.class,
                ReconcileWorkflowImpl.class,
                CleaningWorkflowImpl.class,
                RetentionWorkflowImpl.class);
        worker.registerActivitiesImplementations(
                activities, reconciliation.activities(client), cleaning.activities(), retention.activities());
        Worker webhooks = made.newWorker(TaskQueues.WEBHOOKS, webhookOptions());
        webhooks.registerWorkflowImplementationTypes(WebhookDeliveryImpl.class);
        webhooks.registerActivitiesImplementations(dispatch.activities());
        made.start();
        dispatch.start(client);
        factory = made;
        var queues = new QueueMeters(connection, temporal.namespace(), pools, open);
        queues.start();
        meters = queues;
        ready = true;
        return client;
    }

    private static WorkerInterceptor[] interceptors(WorkflowServiceStubs connection) {
        // Only the server that runs in memory has no version.
        boolean inMemory = connection
                .blockingStub()
                .getSystemInfo(GetSystemInfoRequest.getDefaultInstance())
                .getServerVersion()
                .isEmpty();
        List<WorkerInterceptor> interceptors =
                new ArrayList<>(List.of(Traces.ofProcess().workerInterceptors()));
        interceptors.add(new WorkInLogs());
        if (inMemory) {
            interceptors.add(new LeavesRunsAlone());
        }
        return interceptors.toArray(WorkerInterceptor[]::new);
    }

    private WorkerOptions options() {
        return WorkerOptions.newBuilder()
                .setDefaultDeadlockDetectionTimeout(DEADLOCK_MILLIS)
                .setMaxConcurrentActivityExecutionSize(settings.activities())
                .setUsingVirtualThreadsOnActivityWorker(true)
                .setMaxHeartbeatThrottleInterval(HEARTBEAT_THROTTLE)
                .setDefaultHeartbeatThrottleInterval(HEARTBEAT_THROTTLE)
                .build();
    }

    /** An attempt waits for a receiver, which costs a virtual thread: there may be many. */
    private WorkerOptions webhookOptions() {
        return WorkerOptions.newBuilder()
                .setDefaultDeadlockDetectionTimeout(DEADLOCK_MILLIS)
                .setMaxConcurrentActivityExecutionSize(dispatch.attempts())
                .setUsingVirtualThreadsOnActivityWorker(true)
                .build();
    }
}
