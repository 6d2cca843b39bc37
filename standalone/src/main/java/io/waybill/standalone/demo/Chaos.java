package io.waybill.standalone.demo;

import io.waybill.standalone.Progress;
import io.waybill.standalone.data.Connection;
import io.waybill.standalone.data.DataDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Kills the worker and the Temporal server once, when a batch is under way. */
final class Chaos {

    static final List<String> VICTIMS = List.of("worker", "temporal");

    private static final double AT = 0.3;

    private final DataDirectory data;
    private final Progress progress;
    private boolean done;

    Chaos(DataDirectory data, Progress progress) {
        this.data = data;
        this.progress = progress;
    }

    /** Looks at the batch and strikes when about a third of it has ended. */
    void look(JsonNode batch) {
        JsonNode counts = batch.path("request_counts");
        long ended = counts.path("completed").asLong() + counts.path("failed").asLong();
        if (done
                || counts.path("total").asLong() == 0
                || ended < AT * counts.path("total").asLong()) {
            return;
        }
        done = true;
        try {
            Connection connection = Connection.read(data).orElseThrow();
            for (String victim : VICTIMS) {
                Long pid = connection.pids().get(victim);
                if (pid != null) {
                    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
                    progress.say("");
                    progress.say("kill -9 " + pid + "   # " + victim);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return whether it struck} */
    boolean struck() {
        return done;
    }
}
