package io.waybill.standalone;

import io.waybill.standalone.data.DataDirectory;
import io.waybill.standalone.data.DirectoryLock;
import io.waybill.standalone.process.ProcessIdentity;
import io.waybill.standalone.process.Signals;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Stops what runs on a data directory, from another process. */
public final class Shutdown {

    /** The parts one after the other have about as long. */
    private static final Duration GRACE = Duration.ofMinutes(1);

    private Shutdown() {}

    /** Stops the supervisor, which stops the rest, then whatever a killed one left; returns when all is gone. */
    public static void stop(DataDirectory data, Progress progress) throws IOException, InterruptedException {
        long began = System.nanoTime();
        Optional<ProcessIdentity> holder = DirectoryLock.holder(data);
        Optional<ProcessHandle> supervisor = holder.flatMap(ProcessIdentity::find);
        if (supervisor.isPresent()) {
            progress.say("stopping pid " + supervisor.get().pid());
            Signals.end(supervisor.get(), "TERM", GRACE);
        }
        List<String> left = Leftovers.stop(data);
        if (!left.isEmpty()) {
            progress.say("stopped what an earlier run had left: " + String.join(", ", left));
        }
        progress.say(
                supervisor.isEmpty() && left.isEmpty()
                        ? "nothing runs in " + data.root()
                        : "stopped in " + Progress.since(began));
    }
}
