package io.waybill.standalone.part;

import io.waybill.standalone.data.DataDirectory;
import io.waybill.standalone.process.ProcessSpec;
import io.waybill.standalone.process.SupervisedProcess;
import io.waybill.workflows.wire.TaskQueues;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Our own processes: one with everything, or api, worker and gpu-worker apart over the same parts. */
public final class ApplicationPart implements Part {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration GRACE = Duration.ofSeconds(20);
    /** Writing down what was recorded takes some seconds, more on a busy machine. */
    private static final Duration GRACE_RECORDED = Duration.ofSeconds(45);

    private static final Duration CALL_MAX = Duration.ofSeconds(5);
    private static final int OK = 200;
    private static final String WORKER = "worker";

    /** One for all: a batch's blocks of lines and a chunk's vectors a thread, with room for a hundred callers. */
    private static final int NODE_HEAP_MEBIBYTES = 1024;

    private static final int SPLIT_HEAP_MEBIBYTES = 640;

    private final DataDirectory data;
    private final List<JavaProcess> programs;
    private final Map<String, String> environment;
    private final Map<String, String> migrating;
    private final int apiPort;
    private final int inferencePort;
    private final Runnable onChange;
    private final List<SupervisedProcess> processes = new CopyOnWriteArrayList<>();

    /**
     * Starts nothing yet.
     *
     * @param split whether api, worker and gpu-worker are processes of their own
     * @param environment their settings
     * @param migrating further settings of the one that migrates the schema, for which the others wait
     */
    public ApplicationPart(
            Installation installation,
            DataDirectory data,
            boolean split,
            Map<String, String> environment,
            Map<String, String> migrating,
            int apiPort,
            int inferencePort,
            Runnable onChange)
            throws IOException {
        this.data = data;
        this.programs = split ? apart(installation) : together(installation);
        this.environment = Map.copyOf(environment);
        this.migrating = Map.copyOf(migrating);
        this.apiPort = apiPort;
        this.inferencePort = inferencePort;
        this.onChange = onChange;
    }

    @Override
    public String name() {
        return programs.size() == 1 ? programs.getFirst().name() : "api, worker, gpu-worker";
    }

    @Override
    public String summary() {
        return "port " + apiPort;
    }

    @Override
    public List<SupervisedProcess> processes() {
        return List.copyOf(processes);
    }

    @Override
    public void start() throws IOException, InterruptedException {
        for (JavaProcess program : programs) {
            var spec = new ProcessSpec(
                    program.name(),
                    Commands.inOwnSession(program.command()),
                    settings(program),
                    data.root(),
                    "TERM",
                    program.isRecorded() ? GRACE_RECORDED : GRACE,
                    data.log(program.name()));
            var process = new SupervisedProcess(spec, () -> {}, onChange);
            processes.add(process);
            process.start();
        }
        try (var http = HttpClient.newHttpClient()) {
            var ready = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + apiPort + "/readyz"))
                    .timeout(CALL_MAX)
                    .build();
            SupervisedProcess api = processes.getFirst();
            Waiting.until(
                    api.name(),
                    PATIENCE,
                    data.log(api.name()),
                    api,
                    () -> Waiting.listens(apiPort)
                            && http.send(ready, BodyHandlers.discarding()).statusCode() == OK);
        }
        awaitWorker();
        SupervisedProcess inference = processes.getLast();
        Waiting.until(
                inference.name(),
                PATIENCE,
                data.log(inference.name()),
                inference,
                () -> Waiting.listens(inferencePort));
    }

    // The worker's own process works whatever the api's does.
    private Map<String, String> settings(JavaProcess program) {
        var settings = new HashMap<>(environment);
        if (program.equals(programs.getFirst())) {
            settings.putAll(migrating);
        }
        if (program.name().equals(WORKER)) {
            settings.put("WAYBILL_WORKER_ENABLED", "true");
        }
        return settings;
    }

    private void awaitWorker() throws InterruptedException {
        for (SupervisedProcess worker : processes) {
            if (worker.name().equals(WORKER)) {
                try (var pollers = new Pollers(
                        environment.getOrDefault("WAYBILL_TEMPORAL_ADDRESS", ""),
                        environment.getOrDefault("WAYBILL_TEMPORAL_NAMESPACE", ""))) {
                    Waiting.until(WORKER, PATIENCE, data.log(WORKER), worker, () -> pollers.take(TaskQueues.BATCHES));
                }
            }
        }
    }

    @Override
    public void stop() throws InterruptedException {
        // All at once: none of them needs another to end.
        List<Thread> stops = new ArrayList<>();
        for (SupervisedProcess process : processes) {
            stops.add(Thread.ofVirtual().start(() -> {
                try {
                    process.stop();
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        for (Thread stop : stops) {
            stop.join();
        }
        if (!processes.isEmpty()) {
            programs.forEach(JavaProcess::ended);
        }
    }

    private static List<JavaProcess> together(Installation installation) throws IOException {
        return List.of(new JavaProcess(
                "node",
                "io.waybill.standalone.Node",
                installation.nodeClassPath(),
                NODE_HEAP_MEBIBYTES,
                installation.aheadOfTime("node", installation.nodeClassPath())));
    }

    private static List<JavaProcess> apart(Installation installation) throws IOException {
        return List.of(
                split(installation, "api", "api", "io.waybill.api.ApiApplication"),
                split(installation, WORKER, "activities", "io.waybill.activities.WorkerApplication"),
                split(installation, "gpu-worker", "gpu-worker", "io.waybill.gpu.GpuWorker"));
    }

    private static JavaProcess split(Installation installation, String name, String module, String main)
            throws IOException {
        String classPath = installation.splitClassPath(module);
        return new JavaProcess(name, main, classPath, SPLIT_HEAP_MEBIBYTES, installation.aheadOfTime(name, classPath));
    }
}
