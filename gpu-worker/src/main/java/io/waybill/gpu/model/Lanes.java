package io.waybill.gpu.model;

import io.waybill.workflows.batch.Lane;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Waiting work by lane and, within a lane, by age and by length. A batch is formed around the oldest of the first lane
 * that has any; it is filled with work of the same lane and of the same bucket of lengths. Not thread-safe: its owner
 * locks.
 */
final class Lanes {

    /** A gentle batch is this part of a full one: an interactive call waits for it to end. */
    private static final int GENTLE_SHARE = 4;

    private final BatchLimits limits;
    private final Map<Lane, Waiting> lanes = new EnumMap<>(Lane.class);

    Lanes(BatchLimits limits) {
        this.limits = limits;
        for (Lane lane : Lane.values()) {
            lanes.put(lane, new Waiting());
        }
    }

    void add(Work work) {
        Waiting waiting = lane(work.lane());
        waiting.byAge.addLast(work);
        waiting.byBucket
                .computeIfAbsent(limits.bucket(work.tokens().count()), _ -> new ArrayDeque<>())
                .addLast(work);
    }

    /**
     * {@return the next batch, empty where nothing waits}
     *
     * @param gentle whether batches of other lanes are kept small, because interactive calls come in
     */
    List<Work> take(boolean gentle) {
        for (Lane lane : Lane.values()) {
            Waiting waiting = lane(lane);
            Work oldest = next(waiting.byAge);
            if (oldest != null) {
                int size = limits.size(oldest.tokens().count());
                boolean small = gentle && lane != Lane.interactive;
                return around(oldest, waiting, small ? Math.max(1, size / GENTLE_SHARE) : size);
            }
        }
        return List.of();
    }

    /** {@return everything that waits, which waits no longer} */
    List<Work> drain() {
        List<Work> all = new ArrayList<>();
        for (Waiting waiting : lanes.values()) {
            Work work = next(waiting.byAge);
            while (work != null) {
                all.add(work);
                work = next(waiting.byAge);
            }
            waiting.byBucket.clear();
        }
        return all;
    }

    private List<Work> around(Work oldest, Waiting waiting, int size) {
        List<Work> batch = new ArrayList<>(size);
        batch.add(oldest);
        int bucket = limits.bucket(oldest.tokens().count());
        ArrayDeque<Work> mates = waiting.byBucket.get(bucket);
        while (mates != null && batch.size() < size) {
            Work mate = next(mates);
            if (mate == null) {
                break;
            }
            batch.add(mate);
        }
        if (mates != null && mates.isEmpty()) {
            waiting.byBucket.remove(bucket);
        }
        return batch;
    }

    /** {@return the first that nobody has, which is then taken; what others took or gave up is dropped on the way} */
    private static @Nullable Work next(ArrayDeque<Work> queue) {
        Work work = queue.pollFirst();
        while (work != null && !work.takeable()) {
            work = queue.pollFirst();
        }
        if (work != null) {
            work.take();
        }
        return work;
    }

    private Waiting lane(Lane lane) {
        Waiting waiting = lanes.get(lane);
        if (waiting == null) {
            throw new IllegalStateException("no lane " + lane);
        }
        return waiting;
    }

    /** The same work twice: whoever takes it from one leaves it behind, marked, in the other. */
    private static final class Waiting {

        private final ArrayDeque<Work> byAge = new ArrayDeque<>();
        private final Map<Integer, ArrayDeque<Work>> byBucket = new HashMap<>();
    }
}
