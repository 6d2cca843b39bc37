package io.waybill.gpu;

import static java.util.Objects.requireNonNull;

import io.waybill.gpu.worker.GpuSettings;
import io.waybill.gpu.worker.RunningWorker;
import io.waybill.gpu.worker.SettingRejected;
import io.waybill.models.catalog.ManifestRejected;
import io.waybill.telemetry.ManagementPort;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** The gpu-worker: a process of its own by {@link #main}, or an object of another process by {@link #start}. */
public final class GpuWorker implements AutoCloseable {

    private static final int CANNOT_START = 1;
    private static final int BAD_SETTINGS = 2;

    private final RunningWorker worker;

    private GpuWorker(RunningWorker worker) {
        this.worker = requireNonNull(worker, "worker");
    }

    /** Runs until the process is told to stop, then ends what runs within 30 seconds. */
    public static void main(String[] arguments) throws InterruptedException {
        try {
            GpuSettings settings = GpuSettings.load();
            GpuWorker worker = start(settings);
            ManagementPort management = worker.manage(settings);
            // Whoever supervises the process starts it again; a process that never takes work helps nobody.
            worker.worker.whenFailed(() -> System.exit(CANNOT_START));
            CountDownLatch stopped = new CountDownLatch(1);
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(
                            () -> {
                                worker.close();
                                if (management != null) {
                                    management.close();
                                }
                                stopped.countDown();
                            },
                            "stop"));
            stopped.await();
        } catch (SettingRejected | ManifestRejected e) {
            System.err.println("waybill gpu-worker: " + e.getMessage());
            System.exit(BAD_SETTINGS);
        } catch (IOException e) {
            System.err.println("waybill gpu-worker: " + e.getMessage());
            System.exit(CANNOT_START);
        }
    }

    /**
     * Starts a worker within this process.
     *
     * @throws IOException where its port is taken
     */
    public static GpuWorker start(GpuSettings settings) throws IOException {
        return new GpuWorker(RunningWorker.start(settings));
    }

    /**
     * Waits until models are loaded and work is taken.
     *
     * @throws IllegalStateException where that failed or takes longer than {@code timeout}
     */
    public void awaitReady(Duration timeout) throws InterruptedException {
        worker.awaitReady(timeout);
    }

    private @Nullable ManagementPort manage(GpuSettings settings) throws IOException {
        return settings.managementPort() == ManagementPort.NONE
                ? null
                : ManagementPort.open(
                        settings.managementHost(),
                        settings.managementPort(),
                        () -> Map.of("gpu-worker", worker.isReady()));
    }

    /** {@return the internal port that it listens on} */
    public int port() {
        return worker.port();
    }

    @Override
    public void close() {
        worker.close();
    }
}
