package io.waybill.standalone.part;

import static java.util.Objects.requireNonNull;

import io.waybill.standalone.data.DataDirectory;
import io.waybill.standalone.process.ProcessSpec;
import io.waybill.standalone.process.SupervisedProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The Temporal development server as a child process, durable on a SQLite file, with its UI. */
public final class TemporalPart implements Part {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration GRACE = Duration.ofSeconds(10);

    /** What the server is told beyond its defaults. */
    private static final List<String> DYNAMIC = List.of(
            // Accounts share a queue by weight; must stand before there is a backlog.
            "matching.enableFairness=true",
            "matching.numTaskqueueReadPartitions=1",
            "matching.numTaskqueueWritePartitions=1",
            // One shard read 20 times a second is three waits of 50 ms in every workflow.
            "history.transferProcessorMaxPollRPS=2000",
            "history.timerProcessorMaxPollRPS=2000",
            // The default from 1.32 on: a worker gets its own next activity without a way through the queues.
            "system.enableActivityEagerExecution=true",
            "frontend.namespaceRPS=10000",
            "frontend.rps=10000",
            // Attributes registered a moment ago can be set at once.
            "system.forceSearchAttributesCacheRefreshOnRead=true");

    private final DataDirectory data;
    private final Path home;
    private final int port;
    private final int uiPort;
    private final Runnable onChange;
    private @Nullable TemporalProgram program; // null until prepared
    private volatile @Nullable SupervisedProcess server; // null until started

    /** Starts nothing yet. */
    public TemporalPart(DataDirectory data, Path home, int port, int uiPort, Runnable onChange) {
        this.data = data;
        this.home = home;
        this.port = port;
        this.uiPort = uiPort;
        this.onChange = onChange;
    }

    @Override
    public String name() {
        return "temporal";
    }

    @Override
    public String summary() {
        return "port " + port + ", UI on port " + uiPort;
    }

    @Override
    public List<SupervisedProcess> processes() {
        return Optional.ofNullable(server).stream().toList();
    }

    @Override
    public boolean prepare() throws IOException, InterruptedException {
        TemporalProgram found = TemporalProgram.find(home);
        keepApart(found);
        program = found;
        return true;
    }

    @Override
    public void start() throws IOException, InterruptedException {
        var spec = new ProcessSpec(
                name(),
                Commands.inOwnSession(command(requireNonNull(program, "prepared"))),
                Map.of(),
                data.root(),
                "TERM",
                GRACE,
                data.log(name()));
        var process = new SupervisedProcess(spec, () -> {}, onChange);
        server = process;
        process.start();
        Waiting.until(
                name(), PATIENCE, data.log(name()), process, () -> Waiting.listens(port) && Waiting.listens(uiPort));
    }

    @Override
    public void stop() throws InterruptedException {
        var started = server;
        if (started != null) {
            started.stop();
        }
    }

    private List<String> command(TemporalProgram temporal) {
        var command =
                new ArrayList<>(List.of(temporal.path().toString(), "server", "start-dev", "--log-level", "warn"));
        command.addAll(List.of("--ip", "127.0.0.1", "--port", Integer.toString(port)));
        command.addAll(List.of("--ui-ip", "127.0.0.1", "--ui-port", Integer.toString(uiPort)));
        command.addAll(List.of("--db-filename", data.temporalDatabase().toString()));
        command.addAll(List.of("--sqlite-pragma", "journal_mode=WAL", "--sqlite-pragma", "synchronous=NORMAL"));
        for (String setting : DYNAMIC) {
            command.addAll(List.of("--dynamic-config-value", setting));
        }
        return command;
    }

    // The server never migrates its file: one of another minor version is put aside, and batches start their workflows
    // anew from their rows.
    private void keepApart(TemporalProgram temporal) throws IOException {
        Path file = data.temporalVersion();
        String minor = temporal.server().substring(0, temporal.server().lastIndexOf('.'));
        if (Files.exists(file) && Files.exists(data.temporalDatabase())) {
            String before = Files.readString(file).strip();
            if (!before.equals(minor)) {
                for (String suffix : List.of("", "-wal", "-shm")) {
                    Path old = data.root().resolve("temporal.db" + suffix);
                    if (Files.exists(old)) {
                        Files.move(old, data.root().resolve("temporal-" + before + ".db" + suffix));
                    }
                }
                System.err.println("Temporal " + before + " is now " + minor + ": its history was put aside as "
                        + data.root().resolve("temporal-" + before + ".db"));
            }
        }
        Files.writeString(file, minor + "\n");
    }
}
