package io.waybill.standalone.command;

import io.waybill.standalone.Progress;
import io.waybill.standalone.data.Connection;
import io.waybill.standalone.data.DataDirectory;
import io.waybill.standalone.data.DirectoryLock;
import io.waybill.standalone.data.RunState;
import io.waybill.standalone.process.ProcessIdentity;
import io.waybill.standalone.process.ProcessStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says what runs. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Says what runs, since when, and how often it was started again; ends with 3 where nothing runs.")
final class Status implements Callable<Integer> {

    private static final int NOTHING_RUNS = 3;

    @Mixin
    private DataOption data = new DataOption();

    @Mixin
    private JsonOption json = new JsonOption();

    @Override
    public Integer call() throws Exception {
        DataDirectory directory = data.directory();
        boolean held = DirectoryLock.holder(directory).isPresent();
        Optional<Connection> connection = Connection.read(directory).filter(_ -> held);
        List<ProcessStatus> processes = RunState.read(directory).map(RunState::processes).orElse(List.of()).stream()
                .map(Status::asItIs)
                .toList();
        var answer = new Answer(
                held ? connection.isPresent() ? "ready" : "starting" : "stopped",
                directory.root().toString(),
                connection.map(Connection::baseUrl).orElse(null),
                connection
                        .map(Connection::temporalUiUrl)
                        .filter(it -> !it.isEmpty())
                        .orElse(null),
                connection.map(Connection::managementUrls).orElse(Map.of()),
                processes);
        if (!json.printed(answer)) {
            print(answer);
        }
        return held ? 0 : NOTHING_RUNS;
    }

    private record Answer(
            String state,
            String data,
            @Nullable String baseUrl, // null unless ready
            @Nullable String temporalUiUrl, // null unless ready and there is one
            Map<String, String> managementUrls, // empty unless ready
            List<ProcessStatus> processes) {}

    // What stands in the file may be older than the end of a process whose supervisor was killed.
    private static ProcessStatus asItIs(ProcessStatus written) {
        ProcessIdentity identity = written.identity();
        boolean gone = identity != null && !identity.lives();
        return gone
                ? new ProcessStatus(
                        written.name(), null, "gone", written.since(), written.restarts(), written.lastExit())
                : written;
    }

    private static void print(Answer answer) {
        System.out.println(answer.state() + " in " + answer.data());
        if (answer.baseUrl() != null) {
            System.out.println("API          " + answer.baseUrl());
        }
        if (answer.temporalUiUrl() != null) {
            System.out.println("Temporal UI  " + answer.temporalUiUrl());
        }
        answer.managementUrls()
                .forEach((process, url) -> System.out.println("Metrics      " + url + "/metrics (" + process + ")"));
        if (!answer.processes().isEmpty()) {
            System.out.println();
            System.out.printf("%-12s %-9s %8s  %-14s %s%n", "process", "state", "pid", "for", "restarts");
        }
        for (ProcessStatus process : answer.processes()) {
            var identity = process.identity();
            System.out.printf(
                    "%-12s %-9s %8s  %-14s %d%s%n",
                    process.name(),
                    process.state(),
                    identity == null ? "-" : Long.toString(identity.pid()),
                    Progress.text(Duration.between(process.since(), Instant.now())),
                    process.restarts(),
                    process.lastExit() == null ? "" : " (last ended with " + process.lastExit() + ")");
        }
    }
}
