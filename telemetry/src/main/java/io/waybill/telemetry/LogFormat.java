package io.waybill.telemetry;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * In which form a process logs: {@code text}, a line for people, or {@code json}, an object for programs. The variable
 * of the environment {@code WAYBILL_LOG_FORMAT} says it; {@code logback.xml} reads it by itself.
 */
public final class LogFormat {

    /** The variable, or the property of the JVM. */
    static final String NAME = "WAYBILL_LOG_FORMAT";

    private static final List<String> FORMATS = List.of("text", "json");

    private LogFormat() {}

    /**
     * Makes sure that the process logs at all.
     *
     * @throws IllegalArgumentException where the format is none of ours: nothing would be logged
     */
    static void require() {
        String property = System.getProperty(NAME);
        require(property == null ? System.getenv(NAME) : property);
    }

    static void require(@Nullable String format) {
        if (format != null && !FORMATS.contains(format)) {
            throw new IllegalArgumentException(NAME + " is '" + format + "'; allowed are " + FORMATS);
        }
    }
}
