package io.waybill.workflows.run;

import io.waybill.workflows.batch.ChunkRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs whose model no worker has. They wait together, and one of them at a time asks again after a delay that grows: a
 * model that is missing for a day costs its batch a few hundred events, not one retry for each of its chunks.
 */
final class AbsentModels {

    private static final Duration FIRST_DELAY = Duration.ofSeconds(2);

    /** A day of asking is then under 300 tries. */
    private static final Duration LONGEST_DELAY = Duration.ofMinutes(5);

    private final Map<String, List<ChunkRun>> waiting = new LinkedHashMap<>();
    private final Map<String, ChunkRun> asking = new HashMap<>();
    private final Map<String, Duration> delays = new HashMap<>();

    /** {@return whether {@code run} may start: its model is not known to be absent, or it is the one that asks} */
    boolean mayStart(ChunkRun run) {
        String key = key(run.ref());
        return !waiting.containsKey(key) || run.equals(asking.get(key));
    }

    /** Keeps a run that may not start. */
    void keep(ChunkRun run) {
        waiting.computeIfAbsent(key(run.ref()), _ -> new ArrayList<>()).add(run);
    }

    /** {@return whether the model was not known to be absent, or has been asked for again: a delay must begin} */
    boolean refused(ChunkRun run) {
        String key = key(run.ref());
        boolean first = !waiting.containsKey(key);
        boolean asked = run.equals(asking.get(key));
        keep(run);
        if (asked) {
            asking.remove(key);
        }
        return first || asked;
    }

    /** {@return how long to wait before the next try; longer each time} */
    Duration nextDelay(ChunkRun run) {
        Duration delay = delays.getOrDefault(key(run.ref()), FIRST_DELAY);
        Duration doubled = delay.multipliedBy(2);
        delays.put(key(run.ref()), doubled.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY : doubled);
        return delay;
    }

    /** {@return the run that asks again for the model of {@code run}} */
    ChunkRun ask(ChunkRun run) {
        String key = key(run.ref());
        ChunkRun next = waiting.getOrDefault(key, List.of(run)).getFirst();
        waiting.getOrDefault(key, new ArrayList<>()).removeFirst();
        asking.put(key, next);
        return next;
    }

    /** {@return what may run again now that a worker took {@code run}; empty where nothing waited for its model} */
    List<ChunkRun> found(ChunkRun run) {
        String key = key(run.ref());
        if (!run.equals(asking.get(key))) {
            return List.of();
        }
        asking.remove(key);
        delays.remove(key);
        List<ChunkRun> released = waiting.remove(key);
        return released == null ? List.of() : released;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** {@return the models that are missing, for people} */
    List<String> models() {
        return List.copyOf(waiting.keySet());
    }

    private static String key(ChunkRef ref) {
        return ref.model() + " on " + ref.pool();
    }
}
