package io.waybill.standalone.process;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A process that is started again, with growing waits, whenever it ends, until it is stopped. Thread-safe.
 *
 * <p>Its standard input is a pipe that nobody writes to: it ends when this process ends, in whatever way, and the
 * processes of ours end with it.
 */
public final class SupervisedProcess {

    private final ProcessSpec spec;
    private final Runnable beforeStart;
    private final Runnable onChange;
    private final Backoff backoff = new Backoff();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable Process process; // null before the first start and while it waits
    private String state = "starting";
    private Instant since = Instant.now();
    private int restarts;
    private @Nullable Integer lastExit; // null until it ended once
    private boolean stopping;

    /**
     * Starts nothing yet.
     *
     * @param beforeStart runs before each start, such as to remove what a killed one left behind
     * @param onChange runs after each change, on the watching thread
     */
    public SupervisedProcess(ProcessSpec spec, Runnable beforeStart, Runnable onChange) {
        this.spec = spec;
        this.beforeStart = beforeStart;
        this.onChange = onChange;
    }

    /** Starts the process and watches it from now on. */
    public void start() throws IOException {
        Process first = launch();
        Thread.ofVirtual().name("watch-" + spec.name()).start(() -> watch(first));
    }

    /** {@return what runs now} */
    public ProcessStatus status() {
        lock.lock();
        try {
            ProcessIdentity identity = process == null ? null : ProcessIdentity.of(process.toHandle());
            return new ProcessStatus(spec.name(), identity, state, since, restarts, lastExit);
        } finally {
            lock.unlock();
        }
    }

    /** {@return its name} */
    public String name() {
        return spec.name();
    }

    /** {@return the process id, or empty while it waits to be started again} */
    public Optional<Long> pid() {
        lock.lock();
        try {
            return Optional.ofNullable(process).map(Process::pid);
        } finally {
            lock.unlock();
        }
    }

    /** {@return how often it has ended by itself} */
    public int restarts() {
        lock.lock();
        try {
            return restarts;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the process in good order, by force after its grace, and returns when it is gone. Does nothing twice. */
    public void stop() throws InterruptedException {
        Process last;
        lock.lock();
        try {
            stopping = true;
            last = process;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (last != null) {
            Signals.end(last.toHandle(), spec.stopSignal(), spec.grace());
            last.waitFor();
        }
        enter("stopped");
    }

    private Process launch() throws IOException {
        beforeStart.run();
        var builder = new ProcessBuilder(spec.command())
                .directory(spec.directory().toFile())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(spec.log().toFile()));
        builder.environment().putAll(spec.environment());
        lock.lock();
        try {
            if (stopping) {
                throw new IOException(spec.name() + " is being stopped");
            }
            Process launched = builder.start();
            process = launched;
            state = "running";
            since = Instant.now();
            return launched;
        } finally {
            lock.unlock();
        }
    }

    private void watch(Process first) {
        Process current = first;
        onChange.run();
        while (true) {
            try {
                int exit = current.waitFor();
                if (!startAgain(exit)) {
                    return;
                }
                current = launch();
                onChange.run();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            } catch (IOException e) {
                note("cannot be started: " + e.getMessage());
                if (isStopping()) {
                    return;
                }
            }
        }
    }

    // Waits as long as the back-off says; false where the process was stopped meanwhile.
    private boolean startAgain(int exit) throws InterruptedException {
        Duration wait;
        lock.lock();
        try {
            process = null;
            lastExit = exit;
            if (stopping) {
                return false;
            }
            wait = backoff.after(Duration.between(since, Instant.now()));
            restarts++;
            state = "waiting";
            since = Instant.now();
        } finally {
            lock.unlock();
        }
        note("ended with " + exit + ", is started again in " + wait.toMillis() + " ms");
        onChange.run();
        return !isStoppedWithin(wait);
    }

    private boolean isStoppedWithin(Duration wait) throws InterruptedException {
        long nanos = wait.toNanos();
        lock.lock();
        try {
            while (!stopping && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            return stopping;
        } finally {
            lock.unlock();
        }
    }

    private boolean isStopping() {
        lock.lock();
        try {
            return stopping;
        } finally {
            lock.unlock();
        }
    }

    private void enter(String next) {
        lock.lock();
        try {
            state = next;
            since = Instant.now();
            process = null;
        } finally {
            lock.unlock();
        }
    }

    private void note(String text) {
        String line = "--- " + Instant.now() + " " + spec.name() + " " + text + "\n";
        try (OutputStream out =
                Files.newOutputStream(spec.log(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            out.write(line.getBytes(StandardCharsets.UTF_8));
        } catch (IOException _) {
            System.err.print(line);
        }
    }
}
