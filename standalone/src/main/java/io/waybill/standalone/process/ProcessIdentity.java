package io.waybill.standalone.process;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A process that can be told from a later one with the same number.
 *
 * @param startedAt as the operating system says; {@link Instant#EPOCH} where it does not
 */
public record ProcessIdentity(long pid, Instant startedAt) {

    /** The start is counted from the machine's boot, whose time moves when the clock is set. */
    private static final Duration TOLERANCE = Duration.ofSeconds(3);

    /** Checks that what must be there is. */
    public ProcessIdentity {
        requireNonNull(startedAt, "startedAt");
    }

    /** {@return this process} */
    public static ProcessIdentity own() {
        return of(ProcessHandle.current());
    }

    /** {@return a running process} */
    public static ProcessIdentity of(ProcessHandle process) {
        return new ProcessIdentity(process.pid(), process.info().startInstant().orElse(Instant.EPOCH));
    }

    /** {@return the process, if it still runs} */
    public Optional<ProcessHandle> find() {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::isSame);
    }

    /** {@return whether the process still runs} */
    public boolean lives() {
        return find().isPresent();
    }

    private boolean isSame(ProcessHandle process) {
        Instant start = process.info().startInstant().orElse(Instant.EPOCH);
        return Duration.between(start, startedAt).abs().compareTo(TOLERANCE) <= 0;
    }
}
