package io.waybill.gpu.worker;

import static java.util.Objects.requireNonNull;

import io.grpc.StatusRuntimeException;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import io.temporal.worker.tuning.CompositeTuner;
import io.temporal.worker.tuning.FixedSizeSlotSupplier;
import io.waybill.gpu.inference.ChunkInference;
import io.waybill.gpu.model.ModelNotAvailable;
import io.waybill.gpu.model.ServedModels;
import io.waybill.gpu.port.InferencePort;
import io.waybill.models.catalog.ModelCatalog;
import io.waybill.storage.object.ObjectStore;
import io.waybill.storage.object.RecentlyRead;
import io.waybill.storage.object.S3ObjectStore;
import io.waybill.telemetry.TemporalMeters;
import io.waybill.telemetry.Traces;
import io.waybill.workflows.wire.TaskQueues;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything of the process, wired by hand. */
public final class RunningWorker implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(RunningWorker.class);

    /** Most chunks end in 5 seconds; what does not is handed back and runs elsewhere. */
    private static final Duration FINISH = Duration.ofSeconds(20);

    private static final Duration HAND_BACK = Duration.ofSeconds(8);

    /** Under the interval of our own beats, so that none is held back. */
    private static final Duration HEARTBEAT_THROTTLE = Duration.ofMillis(1_500);

    /** One-item activities come and go 200 a second. */
    private static final int POLLERS = 4;

    /** One is read ahead while the model has one for each thread, and one is on its way to the store. */
    private static final int CHUNKS_AHEAD = 2;

    /** For each thread: a batch that runs and more than one that waits. */
    private static final int ITEMS_WANTED = 64;

    /** Bounds the threads that wait for upstream servers. */
    private static final int GENERATIONS_MAX = 1_024;

    /** Begins when a slot is free, without a way to Temporal and back. */
    private static final int ITEMS_AHEAD = 1;

    private static final Duration REACH_PAUSE = Duration.ofSeconds(1);

    private static final long MODEL_LOADING_STACK_BYTES = 16L << 20;

    private final ServedModels models;
    private final ObjectStore objects;
    private final InferencePort port;
    private final WorkflowServiceStubs stubs;
    private final WorkerFactory factory;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private volatile boolean closing;

    private RunningWorker(GpuSettings settings) throws IOException {
        this.models = new ServedModels(
                ModelCatalog.load(settings.models()),
                settings.device(),
                settings.threads(),
                settings.watts(),
                settings.llama());
        this.objects = new RecentlyRead(S3ObjectStore.open(settings.s3()));
        this.port = InferencePort.open(settings.host(), settings.port(), settings.token(), models, this::isReady);
        this.stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setTarget(settings.temporalAddress())
                .setMetricsScope(TemporalMeters.scope())
                .build());
        this.factory = WorkerFactory.newInstance(
                WorkflowClient.newInstance(
                        stubs,
                        WorkflowClientOptions.newBuilder()
                                .setNamespace(settings.temporalNamespace())
                                .setIdentity(identity())
                                .build()),
                WorkerFactoryOptions.newBuilder()
                        .setWorkerInterceptors(Traces.ofProcess().workerInterceptors())
                        .build());
    }

    /**
     * Starts: opens the port at once, then loads models and takes work from Temporal as soon as it can be reached.
     *
     * @throws IOException where the port is taken
     */
    public static RunningWorker start(GpuSettings settings) throws IOException {
        RunningWorker worker = new RunningWorker(requireNonNull(settings, "settings"));
        Set<String> pools =
                settings.pools().isEmpty() ? worker.models.installedPools() : new TreeSet<>(settings.pools());
        if (pools.isEmpty()) {
            LOGGER.atWarn().log("no model is installed, so no queue is served");
        }
        ChunkInference inference = new ChunkInference(worker.models, worker.objects, identity());
        pools.forEach(pool -> worker.register(pool, inference, settings));
        // ONNX Runtime needs over a megabyte of stack to read a model: more than a thread has by default.
        Thread.ofPlatform()
                .name("start")
                .daemon()
                .stackSize(MODEL_LOADING_STACK_BYTES)
                .start(() -> worker.run(pools));
        LOGGER.atInfo()
                .addKeyValue("port", worker.port())
                .addKeyValue("pools", pools)
                .addKeyValue("device", settings.device())
                .addKeyValue("threads", settings.threads())
                .log("worker starting");
        return worker;
    }

    private void register(String pool, ChunkInference inference, GpuSettings settings) {
        LoadSlots slots = models.generates(pool) ? slotsOfEngines(pool, inference) : slots(pool, inference, settings);
        Worker worker = factory.newWorker(
                TaskQueues.gpu(pool),
                WorkerOptions.newBuilder()
                        .setWorkerTuner(new CompositeTuner(
                                new FixedSizeSlotSupplier<>(1),
                                slots,
                                new FixedSizeSlotSupplier<>(1),
                                new FixedSizeSlotSupplier<>(1)))
                        .setMaxConcurrentActivityTaskPollers(POLLERS)
                        .setMaxHeartbeatThrottleInterval(HEARTBEAT_THROTTLE)
                        .setDefaultHeartbeatThrottleInterval(HEARTBEAT_THROTTLE)
                        // Eager execution would go past the priorities of the queue.
                        .setDisableEagerExecution(true)
                        .build());
        worker.registerActivitiesImplementations(inference);
    }

    private static LoadSlots slots(String pool, ChunkInference inference, GpuSettings settings) {
        return new LoadSlots(
                settings.threads() + CHUNKS_AHEAD,
                settings.slots(),
                settings.threads() * ITEMS_WANTED,
                () -> inference.itemsRunning(pool));
    }

    /** What an engine has no slot for waits in Temporal, where another worker may take it. */
    private LoadSlots slotsOfEngines(String pool, ChunkInference inference) {
        return new LoadSlots(
                1, GENERATIONS_MAX, ITEMS_AHEAD, () -> inference.itemsRunning(pool) - models.slots(pool, 1));
    }

    private void run(Set<String> pools) {
        try {
            for (String model : models.installedModels(pools)) {
                load(model);
            }
            startWhenReachable();
            ready.complete(null);
            LOGGER.atInfo().log("worker ready");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            ready.completeExceptionally(e);
        } catch (ModelNotAvailable e) {
            LOGGER.atError().setCause(e).log("a model cannot be loaded");
            ready.completeExceptionally(e);
        } catch (RuntimeException e) {
            LOGGER.atError().setCause(e).log("worker cannot start");
            ready.completeExceptionally(e);
        }
    }

    /** A machine that lacks what an engine for text needs still serves the models that it can. */
    private void load(String model) {
        try {
            models.load(model);
        } catch (ModelNotAvailable e) {
            if (!models.generatesText(model)) {
                throw e;
            }
            LOGGER.atError()
                    .addKeyValue("model", model)
                    .addKeyValue("error", String.valueOf(e.getMessage()))
                    .log("a model cannot be loaded; going on without it");
        }
    }

    /** Temporal may start later than we do, and the namespace is made by the workflow worker. */
    private void startWhenReachable() throws InterruptedException {
        boolean told = false;
        while (true) {
            try {
                factory.start();
                return;
            } catch (StatusRuntimeException e) {
                if (closing) {
                    throw e;
                }
                if (!told) {
                    told = true;
                    LOGGER.atWarn().addKeyValue("error", e.getStatus()).log("temporal cannot be reached; trying on");
                }
                Thread.sleep(REACH_PAUSE);
            }
        }
    }

    /** {@return whether models are loaded and work is taken} */
    public boolean isReady() {
        return ready.isDone() && !failed();
    }

    /** Calls {@code action} where this worker turns out to be unable to start; then it never takes work. */
    public void whenFailed(Runnable action) {
        var _ = ready.exceptionally(_ -> {
            if (!closing) {
                action.run();
            }
            return null;
        });
    }

    private boolean failed() {
        return ready.isCompletedExceptionally();
    }

    /** {@return the internal port} */
    public int port() {
        return port.port();
    }

    /**
     * Waits until models are loaded and work is taken.
     *
     * @throws IllegalStateException where that failed or takes longer than {@code timeout}
     */
    public void awaitReady(Duration timeout) throws InterruptedException {
        try {
            ready.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the gpu-worker cannot start: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new IllegalStateException("the gpu-worker is not ready after " + timeout, e);
        }
    }

    /** Takes no more work, lets chunks end, hands back those that do not within 20 seconds, and stops. */
    @Override
    public void close() {
        closing = true;
        factory.shutdown();
        factory.awaitTermination(FINISH.toMillis(), TimeUnit.MILLISECONDS);
        if (!factory.isTerminated()) {
            factory.shutdownNow();
            factory.awaitTermination(HAND_BACK.toMillis(), TimeUnit.MILLISECONDS);
        }
        port.close();
        models.close();
        objects.close();
        stubs.shutdownNow();
        LOGGER.atInfo().log("worker stopped");
    }

    private static String identity() {
        long pid = ProcessHandle.current().pid();
        try {
            return InetAddress.getLocalHost().getHostName() + ":" + pid;
        } catch (UnknownHostException _) {
            return "localhost:" + pid;
        }
    }
}
