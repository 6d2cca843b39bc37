package io.waybill.standalone;

import io.waybill.standalone.client.ApiClient;
import io.waybill.standalone.data.Connection;
import io.waybill.standalone.data.DataDirectory;
import io.waybill.standalone.data.DirectoryLock;
import io.waybill.standalone.data.Ports;
import io.waybill.standalone.data.RunState;
import io.waybill.standalone.data.Secrets;
import io.waybill.standalone.part.Installation;
import io.waybill.standalone.part.Part;
import io.waybill.standalone.process.LogRotation;
import io.waybill.standalone.process.ProcessIdentity;
import io.waybill.standalone.process.ProcessStatus;
import io.waybill.standalone.process.SupervisedProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Starts a platform, keeps it running, and stops it in order. One for a process. */
public final class Supervisor {

    private static final Duration LOGS_EVERY = Duration.ofSeconds(5);

    private final UpOptions options;
    private final DataDirectory data;
    private final Installation installation;
    private final Progress progress;
    private final Instant since = Instant.now();
    private final CountDownLatch stopAsked = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);

    private final ReentrantLock fileLock = new ReentrantLock();
    private @Nullable Platform platform; // null until it is planned
    private volatile @Nullable Connection connection; // null until ready

    /** Starts nothing yet. */
    public Supervisor(UpOptions options, Installation installation, Progress progress) {
        this.options = options;
        this.data = options.data();
        this.installation = installation;
        this.progress = progress;
    }

    /**
     * Starts everything, says how to reach it, and returns when it was stopped.
     *
     * @param showKey whether the lines for people have the API key: not where they go into a log
     */
    public void run(boolean showKey) throws IOException, InterruptedException {
        data.create();
        try (var _ = DirectoryLock.take(data);
                var ports = new Ports(data, Installation.cache().resolve("ports"), note -> progress.say("  " + note))) {
            // Ends with everything stopped, however this process is asked to end.
            Thread starter = Thread.currentThread();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAndWait(starter), "stop"));
            try {
                start(ports, showKey);
                while (!stopAsked.await(LOGS_EVERY.toSeconds(), TimeUnit.SECONDS)) {
                    LogRotation.rotate(data.logs());
                }
            } finally {
                // What interrupted the start must not interrupt the stop.
                Thread.interrupted();
                stopAll();
                stopped.countDown();
            }
        } finally {
            stopped.countDown();
        }
    }

    private void start(Ports ports, boolean showKey) throws IOException, InterruptedException {
        long began = System.nanoTime();
        progress.say("starting in " + data.root());
        List<String> left = Leftovers.stop(data);
        if (!left.isEmpty()) {
            progress.say("  stopped what an earlier run had left: " + String.join(", ", left));
        }
        var planned = Platform.plan(options, installation, ports, this::changed);
        platform = planned;
        writeState();
        if (prepare(planned.foundations())) {
            startSideBySide(planned.parts());
        } else {
            startSideBySide(planned.foundations());
            start(planned.application());
        }
        Connection bare = planned.connection();
        try (var operator = new ApiClient(bare, bare.adminKey())) {
            DefaultAccount account = DefaultAccount.of(new Secrets(data), operator);
            // Who waits for the connection file reads this line before it.
            progress.say("ready in " + Progress.since(began));
            publish(bare, account);
        }
        Connection ready = connection;
        if (ready != null && showKey) {
            Welcome.show(ready, data, progress);
            progress.say("Ctrl-C stops everything.");
        }
    }

    private boolean prepare(List<Part> parts) throws IOException, InterruptedException {
        return sideBySide(parts, Part::prepare).stream().allMatch(Boolean::booleanValue);
    }

    private void startSideBySide(List<Part> parts) throws IOException, InterruptedException {
        sideBySide(parts, part -> {
            start(part);
            return true;
        });
    }

    /** Something that is done with a part. */
    @FunctionalInterface
    private interface Step {
        boolean with(Part part) throws IOException, InterruptedException;
    }

    private static List<Boolean> sideBySide(List<Part> parts, Step step) throws IOException, InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                var steps = new ArrayList<Future<Boolean>>();
                for (Part part : parts) {
                    steps.add(threads.submit(() -> step.with(part)));
                }
                var answers = new ArrayList<Boolean>();
                for (Future<Boolean> each : steps) {
                    answers.add(each.get());
                }
                return answers;
            } finally {
                // Where one has failed the others need not go on; where none has, none runs.
                threads.shutdownNow();
            }
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException failure -> throw failure;
                case IOException failure -> throw failure;
                case null, default -> throw new IOException(e.getCause());
            }
        }
    }

    private void start(Part part) throws IOException, InterruptedException {
        long began = System.nanoTime();
        part.start();
        progress.done(part.name(), part.summary(), began);
    }

    private void stopAndWait(Thread starter) {
        stopAsked.countDown();
        if (connection == null) {
            // Nobody need wait until everything has started to have it stopped.
            starter.interrupt();
        }
        try {
            stopped.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void stopAll() throws InterruptedException, IOException {
        var running = platform;
        Files.deleteIfExists(data.connection());
        if (running == null) {
            return;
        }
        progress.say("stopping");
        // What uses a part stops before the part.
        for (Part part : running.parts().reversed()) {
            part.stop();
        }
        writeState();
        progress.say("stopped");
    }

    private void publish(Connection bare, DefaultAccount account) throws IOException {
        var ready = new Connection(
                bare.baseUrl(),
                account.apiKey(),
                bare.adminKey(),
                account.id(),
                bare.temporalAddress(),
                bare.temporalNamespace(),
                bare.temporalUiUrl(),
                bare.postgresJdbcUrl(),
                bare.postgresUser(),
                bare.postgresPassword(),
                bare.s3Endpoint(),
                bare.s3Bucket(),
                bare.s3AccessKey(),
                bare.s3SecretKey(),
                bare.logDir(),
                bare.managementUrls(),
                pids());
        fileLock.lock();
        try {
            connection = ready;
            ready.write(data);
        } finally {
            fileLock.unlock();
        }
    }

    // A process has ended or was started again: both files tell the new numbers.
    private void changed() {
        fileLock.lock();
        try {
            writeState();
            if (connection != null && stopAsked.getCount() > 0) {
                connection = connection.withPids(pids());
                connection.write(data);
            }
        } catch (IOException e) {
            progress.say("cannot write " + data.state() + ": " + e.getMessage());
        } finally {
            fileLock.unlock();
        }
    }

    private void writeState() throws IOException {
        fileLock.lock();
        try {
            List<ProcessStatus> processes =
                    processes().stream().map(SupervisedProcess::status).toList();
            String temporal = options.isTemporalExternal()
                    ? "external"
                    : options.temporal().equals(UpOptions.IN_MEMORY) ? "in-memory" : "server";
            new RunState(ProcessIdentity.own(), since, temporal, processes).write(data);
        } finally {
            fileLock.unlock();
        }
    }

    private Map<String, Long> pids() {
        var pids = new TreeMap<String, Long>();
        pids.put("supervisor", ProcessHandle.current().pid());
        for (SupervisedProcess process : processes()) {
            process.pid().ifPresent(pid -> pids.put(process.name(), pid));
        }
        return pids;
    }

    private List<SupervisedProcess> processes() {
        var planned = platform;
        return planned == null
                ? List.of()
                : planned.parts().stream()
                        .flatMap(it -> it.processes().stream())
                        .toList();
    }
}
