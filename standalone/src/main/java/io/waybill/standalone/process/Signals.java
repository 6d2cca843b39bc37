package io.waybill.standalone.process;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Signals to processes that need not be our children. */
public final class Signals {

    private Signals() {}

    /**
     * Asks a process to end and kills it when {@code grace} is over; returns when it is gone.
     *
     * @param signal name without {@code SIG}
     */
    public static void end(ProcessHandle process, String signal, Duration grace) throws InterruptedException {
        send(process, signal);
        if (!isGoneWithin(process, grace)) {
            process.destroyForcibly();
            isGoneWithin(process, grace);
        }
    }

    /** Sends a signal; a process that is gone already is fine. */
    public static void send(ProcessHandle process, String signal) throws InterruptedException {
        try {
            // The JDK knows only TERM and KILL; PostgreSQL's fast shutdown is INT.
            new ProcessBuilder(List.of("kill", "-" + signal, Long.toString(process.pid())))
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException _) {
            process.destroy();
        }
    }

    /** {@return whether the process ends before {@code patience} is over} */
    public static boolean isGoneWithin(ProcessHandle process, Duration patience) throws InterruptedException {
        try {
            process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException _) {
            return !process.isAlive();
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot wait for pid " + process.pid(), e);
        }
    }
}
