package io.waybill.standalone;

import io.waybill.api.ApiApplication;
import io.waybill.gpu.GpuWorker;
import io.waybill.gpu.worker.GpuSettings;
import java.io.IOException;

/** Api, worker and gpu-worker in one process, each as it would be in its own. */
public final class Node {

    private static final int GPU_WORKER_FAILED = 4;

    private Node() {}

    /** Starts all three; {@code arguments} are Spring Boot's. */
    public static void main(String[] arguments) {
        // Models are loaded while the rest starts.
        Thread.ofPlatform().name("gpu-worker-start").start(Node::startGpuWorker);
        ApiApplication.main(arguments);
    }

    private static void startGpuWorker() {
        try {
            GpuWorker worker = GpuWorker.start(GpuSettings.load());
            Runtime.getRuntime().addShutdownHook(new Thread(worker::close, "gpu-worker-stop"));
        } catch (IOException | RuntimeException e) {
            System.err.println("the gpu-worker cannot start: " + e.getMessage());
            System.exit(GPU_WORKER_FAILED);
        }
    }
}
