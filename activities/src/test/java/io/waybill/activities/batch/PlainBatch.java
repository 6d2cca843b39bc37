package io.waybill.activities.batch;

import io.waybill.workflows.batch.BatchState;
import io.waybill.workflows.batch.ItemState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A batch as arrays: what its rows are compared with. Money is counted in items. */
final class PlainBatch {

    /** The wave in which the workflow's end runs what is left. */
    static final int LAST_WAVE = 9;

    final Operation.Shape shape;
    final ItemState[] lines;
    final List<int[]> chunks = new ArrayList<>();
    private final Map<String, Fate> runs = new HashMap<>();
    private final Map<String, Integer> abandoned = new HashMap<>();
    BatchState state = BatchState.pending;
    boolean planned;
    boolean started;
    int held;
    int captured;
    int released;

    PlainBatch(Operation.Shape shape) {
        this.shape = shape;
        this.lines = new ItemState[shape.lines()];
        Arrays.fill(lines, ItemState.pending);
        List<Integer> good = new ArrayList<>();
        for (int i = 0; i < lines.length; i++) {
            if (i == shape.badAt()) {
                lines[i] = ItemState.failed;
            } else {
                good.add(i);
            }
        }
        for (int from = 0; from < good.size(); from += shape.chunkItems()) {
            chunks.add(good.subList(from, Math.min(from + shape.chunkItems(), good.size())).stream()
                    .mapToInt(Integer::intValue)
                    .toArray());
        }
    }

    boolean isRejected() {
        return shape.badAt() >= 0 && !shape.quarantine();
    }

    /** What the batch has that is neither taken nor given back. */
    int open() {
        return held - captured - released;
    }

    int count(ItemState wanted) {
        return planned ? (int) Arrays.stream(lines).filter(wanted::equals).count() : 0;
    }

    /** A run that was settled before is left out; of a run that was made before, what it did then counts. */
    void settle(int chunk, int wave, int only, int failing) {
        Fate made = runs.computeIfAbsent(chunk + ":" + wave, _ -> new Fate(only, failing));
        int[] items = chunks.get(chunk);
        for (int i = 0; i < items.length; i++) {
            if (lines[items[i]] == ItemState.pending && bit(made.only(), i)) {
                boolean fails = bit(made.failing(), i);
                end(items[i], fails ? ItemState.failed : ItemState.succeeded);
            }
        }
    }

    void abandon(int chunk, int wave, int only) {
        int first = abandoned.computeIfAbsent(chunk + ":" + wave, _ -> only);
        int[] items = chunks.get(chunk);
        for (int i = 0; i < items.length; i++) {
            if (lines[items[i]] == ItemState.pending && bit(first, i)) {
                end(items[i], ItemState.failed);
            }
        }
    }

    /** Ends whatever has not ended. */
    void sweep(ItemState ended) {
        for (int i = 0; i < lines.length; i++) {
            if (lines[i] == ItemState.pending) {
                end(i, ended);
            }
        }
    }

    /** {@return the chunks that have an item which has not ended} */
    List<Integer> unfinished() {
        List<Integer> unfinished = new ArrayList<>();
        for (int i = 0; i < chunks.size(); i++) {
            if (Arrays.stream(chunks.get(i)).anyMatch(index -> lines[index] == ItemState.pending)) {
                unfinished.add(i);
            }
        }
        return unfinished;
    }

    private void end(int index, ItemState ended) {
        lines[index] = ended;
        if (started && ended == ItemState.succeeded) {
            captured++;
        } else if (started) {
            released++;
        }
    }

    static boolean bit(int bits, int index) {
        return (bits >> index & 1) == 1;
    }

    private record Fate(int only, int failing) {}
}
