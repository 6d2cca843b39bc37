package io.waybill.standalone.part;

import static java.util.Objects.requireNonNull;

import io.waybill.standalone.data.DataDirectory;
import io.waybill.standalone.process.ProcessSpec;
import io.waybill.standalone.process.SupervisedProcess;
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

    /** OpenTelemetry's; of processes apart each has a name of its own. */
    private static final String SERVICE_NAME = "OTEL_SERVICE_NAME";

    private static final String NODE = "node";
    private static final String API = "api";
    private static final String WORKER = "worker";
    private static final String GPU_WORKER = "gpu-worker";

    /** One for all: a batch's blocks of lines and a chunk's vectors a thread, with room for a hundred callers. */
    private static final int NODE_HEAP_MEBIBYTES = 1024;

    private static final int SPLIT_HEAP_MEBIBYTES = 640;

    private final DataDirectory data;
    private final List<JavaProcess> programs;
    private final Map<String, String> environment;
    private final Map<String, String> migrating;
    private final int apiPort;
    private final int inferencePort;
    private final Map<String, Integer> managementPorts;
    private final Runnable onChange;
    private final List<SupervisedProcess> processes = new CopyOnWriteArrayList<>();

    /**
     * Starts nothing yet.
     *
     * @param split whether api, worker and gpu-worker are processes of their own
     * @param environment their settings
     * @param managementPorts by the names that {@link #processNames} gives
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
            Map<String, Integer> managementPorts,
            Runnable onChange)
            throws IOException {
        this.data = data;
        this.programs = split ? apart(installation) : together(installation);
        this.environment = Map.copyOf(environment);
        this.migrating = Map.copyOf(migrating);
        this.apiPort = apiPort;
        this.inferencePort = inferencePort;
        this.managementPorts = Map.copyOf(managementPorts);
        this.onChange = onChange;
    }

    /** {@return the names of the processes, the one that answers clients first} */
    public static List<String> processNames(boolean split) {
        return split ? List.of(API, WORKER, GPU_WORKER) : List.of(NODE);
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
        SupervisedProcess api = processes.getFirst();
        awaitReady(api, apiPort);
        for (SupervisedProcess worker : processes) {
            if (worker.name().equals(WORKER)) {
                awaitReady(worker, managementPort(WORKER));
            }
        }
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
        if (programs.size() > 1 && System.getenv(SERVICE_NAME) == null) {
            settings.put(SERVICE_NAME, "waybill-" + program.name());
        }
        settings.put("WAYBILL_MANAGEMENT_PORT", Integer.toString(managementPort(program.name())));
        return settings;
    }

    private int managementPort(String process) {
        return requireNonNull(managementPorts.get(process), process);
    }

    private void awaitReady(SupervisedProcess process, int port) throws InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            var ready = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/readyz"))
                    .timeout(CALL_MAX)
                    .build();
            Waiting.until(
                    process.name(),
                    PATIENCE,
                    data.log(process.name()),
                    process,
                    () -> Waiting.listens(port)
                            && http.send(ready, BodyHandlers.discarding()).statusCode() == OK);
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
                NODE,
                "io.waybill.standalone.Node",
                installation.nodeClassPath(),
                NODE_HEAP_MEBIBYTES,
                installation.aheadOfTime(NODE, installation.nodeClassPath())));
    }

    private static List<JavaProcess> apart(Installation installation) throws IOException {
        return List.of(
                split(installation, API, "api", "io.waybill.api.ApiApplication"),
                split(installation, WORKER, "activities", "io.waybill.activities.WorkerApplication"),
                split(installation, GPU_WORKER, "gpu-worker", "io.waybill.gpu.GpuWorker"));
    }

    private static JavaProcess split(Installation installation, String name, String module, String main)
            throws IOException {
        String classPath = installation.splitClassPath(module);
        return new JavaProcess(name, main, classPath, SPLIT_HEAP_MEBIBYTES, installation.aheadOfTime(name, classPath));
    }
}
