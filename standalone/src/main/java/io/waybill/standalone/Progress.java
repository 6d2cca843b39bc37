package io.waybill.standalone;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** Lines that say what is happening and how long it took. Thread-safe: a line is written at once. */
public final class Progress {

    private static final double NANOS_PER_SECOND = 1e9;

    private final PrintStream out;

    /** Writes to {@code out}. */
    public Progress(PrintStream out) {
        this.out = out;
    }

    /** One line. */
    public void say(String text) {
        out.println(text);
        out.flush();
    }

    /** A named step that is done. */
    public void done(String name, String what, long startedNanos) {
        say("  %-12s %s (%s)".formatted(name, what, since(startedNanos)));
    }

    /** {@return the seconds since a {@link System#nanoTime} reading, such as {@code 1.4 s}} */
    public static String since(long startedNanos) {
        return "%.1f s".formatted((System.nanoTime() - startedNanos) / NANOS_PER_SECOND);
    }

    /** {@return a duration for people, such as {@code 2 min 5 s}} */
    public static String text(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 60) {
            return String.format(Locale.ROOT, "%d s", seconds);
        }
        if (seconds < 3600) {
            return String.format(Locale.ROOT, "%d min %d s", seconds / 60, seconds % 60);
        }
        return String.format(Locale.ROOT, "%d h %d min", seconds / 3600, seconds / 60 % 60);
    }
}
