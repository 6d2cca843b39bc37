package io.waybill.standalone.process;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How to run a process. {@link #toString} hides the environment, which holds secrets.
 *
 * @param environment added to our own
 * @param stopSignal name without {@code SIG}; what makes it end in good order
 * @param grace how long that may take before it is killed
 * @param log gets standard output and error
 */
public record ProcessSpec(
        String name,
        List<String> command,
        Map<String, String> environment,
        Path directory,
        String stopSignal,
        Duration grace,
        Path log) {

    /** Checks that what must be there is. */
    public ProcessSpec {
        requireNonNull(name, "name");
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        requireNonNull(directory, "directory");
        requireNonNull(stopSignal, "stopSignal");
        requireNonNull(grace, "grace");
        requireNonNull(log, "log");
    }

    @Override
    public String toString() {
        return "ProcessSpec[name=" + name + "]";
    }
}
