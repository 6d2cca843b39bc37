package io.waybill.standalone.command;

import io.waybill.standalone.Launch;
import io.waybill.standalone.Models;
import io.waybill.standalone.Progress;
import io.waybill.standalone.UpOptions;
import io.waybill.standalone.data.Connection;
import io.waybill.standalone.data.DataDirectory;
import io.waybill.standalone.data.DirectoryLock;
import io.waybill.standalone.demo.Demo;
import io.waybill.standalone.part.Installation;
import io.waybill.standalone.part.TemporalMissing;
import io.waybill.standalone.part.TemporalProgram;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what it does. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description =
                "Starts everything if nothing runs yet, sends a thousand sentences as a batch, and shows what comes"
                        + " of it. What it started goes on running.")
final class DemoCommand implements Callable<Integer> {

    @Mixin
    private DataOption data = new DataOption();

    @Option(
            names = "--chaos",
            description = "kill the worker and the Temporal server half way, and check that nothing was lost")
    private boolean chaos;

    @Option(
            names = "--temporal",
            paramLabel = "WHICH",
            description = "auto, in-memory or HOST:PORT, as for up (default: ${DEFAULT-VALUE})",
            defaultValue = "${env:WAYBILL_TEMPORAL_ADDRESS:-auto}")
    private String temporal = UpOptions.AUTO;

    @Override
    public Integer call() throws Exception {
        var progress = new Progress(System.out);
        DataDirectory directory = data.directory();
        boolean runs = DirectoryLock.holder(directory).isPresent();
        Connection connection = runs ? running(directory) : start(directory, progress);
        boolean good = new Demo(directory, connection, progress).run(chaos);
        progress.say("%-24s %s".formatted("to stop everything", "./waybill down" + where()));
        return good ? 0 : 1;
    }

    private String where() {
        return data.isDefault() ? "" : " --data " + data.directory().root();
    }

    private Connection running(DataDirectory directory) throws IOException {
        Optional<Connection> ready = Connection.read(directory);
        Connection connection = ready.orElseThrow(() -> new NothingRuns(directory));
        if (chaos && !connection.pids().containsKey("worker")) {
            throw new IllegalStateException("what runs in " + directory.root()
                    + " has no worker of its own to kill; ./waybill down" + where() + ", then demo --chaos starts one");
        }
        return connection;
    }

    private Connection start(DataDirectory directory, Progress progress) throws IOException, InterruptedException {
        Models.installMissing(progress);
        Models.installWherePipIs(progress, Demo.CHAT_MODEL);
        var options = new UpOptions(directory, 0, 0, which(progress), chaos, false, List.of());
        return Launch.detached(options, progress);
    }

    // Without a server the demo goes on: it is there to be seen.
    private String which(Progress progress) throws IOException, InterruptedException {
        if (chaos && temporal.equals(UpOptions.IN_MEMORY)) {
            throw new IllegalArgumentException("--chaos kills the Temporal server, and the one in memory forgets"
                    + " everything when it ends; leave out one of --chaos and --temporal=in-memory");
        }
        if (!temporal.equals(UpOptions.AUTO)) {
            return temporal;
        }
        try {
            TemporalProgram.find(Installation.current().home());
            return temporal;
        } catch (TemporalMissing e) {
            if (chaos) {
                throw e;
            }
            progress.say("no Temporal server here and no Go to build it: going on with the one in memory, which has no"
                    + " UI and forgets everything when it stops");
            return UpOptions.IN_MEMORY;
        }
    }
}
