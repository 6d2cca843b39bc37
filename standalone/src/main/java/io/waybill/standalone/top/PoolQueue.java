package io.waybill.standalone.top;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;

/**
 * The queue of a pool.
 *
 * @param workers who has asked for work in the last minutes
 * @param lanes what waits, by lane
 */
public record PoolQueue(String pool, List<String> workers, Map<String, Waiting> lanes) {

    /** Checks that what must be there is. */
    public PoolQueue {
        requireNonNull(pool, "pool");
        workers = List.copyOf(workers);
        lanes = Map.copyOf(lanes);
    }

    /**
     * Activities that nobody has taken.
     *
     * @param seconds how long the oldest has waited
     */
    public record Waiting(long tasks, double seconds) {}
}
