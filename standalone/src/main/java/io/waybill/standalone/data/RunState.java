package io.waybill.standalone.data;

import static java.util.Objects.requireNonNull;

import io.waybill.standalone.process.ProcessIdentity;
import io.waybill.standalone.process.ProcessStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/**
 * What a supervisor runs: {@code state.json}. It stays when the supervisor is killed, so that the next one can stop
 * what is left.
 *
 * @param supervisor who wrote it
 * @param temporal {@code server}, {@code in-memory} or {@code external}
 */
public record RunState(ProcessIdentity supervisor, Instant since, String temporal, List<ProcessStatus> processes) {

    /** Checks that what must be there is. */
    public RunState {
        requireNonNull(supervisor, "supervisor");
        requireNonNull(since, "since");
        requireNonNull(temporal, "temporal");
        processes = List.copyOf(processes);
    }

    /** {@return the last state written, or empty where there is none or it cannot be read} */
    public static Optional<RunState> read(DataDirectory data) throws IOException {
        if (!Files.exists(data.state())) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.MAPPER.readValue(Files.readString(data.state()), RunState.class));
        } catch (JacksonException _) {
            // Written by another version: its processes are found by nobody, its lock still counts.
            return Optional.empty();
        }
    }

    /** Replaces the file. */
    public void write(DataDirectory data) throws IOException {
        OwnerOnly.write(data.state(), Json.MAPPER.writeValueAsString(this) + "\n");
    }
}
