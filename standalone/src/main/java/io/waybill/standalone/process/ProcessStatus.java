package io.waybill.standalone.process;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a supervised process is doing.
 *
 * @param identity null while it waits to be started again
 * @param state {@code starting}, {@code running}, {@code waiting} (before it is started again) or {@code stopped}
 * @param since when that state began
 * @param restarts how often it was started again
 * @param lastExit what it ended with the last time; null where it never ended
 */
public record ProcessStatus(
        String name,
        @Nullable ProcessIdentity identity,
        String state,
        Instant since,
        int restarts,
        @Nullable Integer lastExit) {

    /** Checks that what must be there is. */
    public ProcessStatus {
        requireNonNull(name, "name");
        requireNonNull(state, "state");
        requireNonNull(since, "since");
    }
}
