package io.waybill.telemetry;

import java.util.Map;

/** Whether a process can do its work. */
@FunctionalInterface
public interface Health {

    /**
     * Asks what the process depends on. Bounded in time by whoever implements it; called for each {@code GET /readyz}.
     *
     * @return whether each part answers, by its name, such as {@code postgres}; all of them for a process that is ready
     */
    Map<String, Boolean> parts();
}
