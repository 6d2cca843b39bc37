package io.waybill.standalone;

import io.waybill.standalone.data.DataDirectory;
import io.waybill.standalone.data.RunState;
import io.waybill.standalone.process.ProcessIdentity;
import io.waybill.standalone.process.ProcessStatus;
import io.waybill.standalone.process.Signals;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a killed supervisor left running. */
final class Leftovers {

    private static final Duration GRACE = Duration.ofSeconds(10);

    private Leftovers() {}

    /** {@return the processes of the last run that still live, by number and start time} */
    static List<ProcessStatus> find(DataDirectory data) throws IOException {
        return RunState.read(data)
                .map(state -> state.processes().stream()
                        .filter(it -> Optional.ofNullable(it.identity())
                                .filter(ProcessIdentity::lives)
                                .isPresent())
                        .toList())
                .orElse(List.of());
    }

    /** Stops them, the latest started first; returns their names. */
    static List<String> stop(DataDirectory data) throws IOException, InterruptedException {
        List<ProcessStatus> left = find(data).reversed();
        for (ProcessStatus process : left) {
            var identity = process.identity();
            if (identity != null) {
                Optional<ProcessHandle> handle = identity.find();
                if (handle.isPresent()) {
                    Signals.end(handle.get(), process.name().equals("postgres") ? "INT" : "TERM", GRACE);
                }
            }
        }
        Files.deleteIfExists(data.connection());
        return left.stream().map(ProcessStatus::name).toList();
    }
}
