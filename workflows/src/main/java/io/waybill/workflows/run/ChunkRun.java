package io.waybill.workflows.run;

import static java.util.Objects.requireNonNull;

import io.waybill.workflows.batch.ChunkRef;
import java.util.ArrayList;
import java.util.List;

/**
 * One run of a chunk, or of some of its items, that is to be asked of the gpu-worker.
 *
 * @param wave 0 for the whole chunk; each later run of the chunk has a number of its own
 * @param only indexes within the batch, ascending; empty for the whole chunk
 * @param transients how often its items have already been answered as transiently failed, 0..3
 * @param faults how often a worker has answered it with an error of its own
 * @param losses how often what its worker stored could not be read afterwards, 0..1
 * @param suspect whether it has lost its worker while it stood alone, and so must run beside nothing else
 */
record ChunkRun(ChunkRef ref, int wave, List<Integer> only, int transients, int faults, int losses, boolean suspect) {

    /** Copies the list. */
    ChunkRun {
        requireNonNull(ref, "ref");
        only = List.copyOf(only);
    }

    /** {@return the first run of a chunk} */
    static ChunkRun whole(ChunkRef ref) {
        return new ChunkRun(ref, 0, List.of(), 0, 0, 0, false);
    }

    /** {@return a run of {@code indexes} of the same chunk, with this run's past} */
    ChunkRun of(int nextWave, List<Integer> indexes) {
        return new ChunkRun(ref, nextWave, indexes, transients, faults, losses, suspect);
    }

    ChunkRun afterTransient() {
        return new ChunkRun(ref, wave, only, transients + 1, faults, losses, suspect);
    }

    ChunkRun afterFault() {
        return new ChunkRun(ref, wave, only, transients, faults + 1, losses, suspect);
    }

    ChunkRun afterLoss() {
        return new ChunkRun(ref, wave, only, transients, faults, losses + 1, suspect);
    }

    ChunkRun asSuspect() {
        return new ChunkRun(ref, wave, only, transients, faults, losses, true);
    }

    /** {@return how many indexes the run covers; lines of other models in the chunk's range count} */
    int size() {
        return only.isEmpty() ? ref.lines() : only.size();
    }

    /** {@return whether the run is for one item} */
    boolean single() {
        return only.isEmpty() ? ref.count() == 1 : only.size() == 1;
    }

    /** {@return the indexes that the run covers, ascending; some may be items of another model} */
    List<Integer> indexes() {
        if (!only.isEmpty()) {
            return only;
        }
        List<Integer> indexes = new ArrayList<>(ref.lines());
        for (int line = 0; line < ref.lines(); line++) {
            indexes.add(ref.firstIndex() + line);
        }
        return indexes;
    }

    /** {@return what the Temporal UI shows beside the activity} */
    String summary() {
        if (wave > 0) {
            String what = only.size() == 1 ? "item " + only.getFirst() : size() + " items";
            return "chunk " + ref.chunk() + " wave " + wave + ": " + what + (suspect ? ", alone" : "");
        }
        if (ref.lines() == 1) {
            return "item " + ref.firstIndex() + ": " + ref.verb() + " " + counted(ref.tokens(), "token")
                    + (suspect ? ", alone" : "");
        }
        return "chunk " + ref.chunk() + ": items " + ref.firstIndex() + ".." + (ref.firstIndex() + ref.lines() - 1);
    }

    private static String counted(long count, String noun) {
        return count + " " + (count == 1 ? noun : noun + "s");
    }
}
