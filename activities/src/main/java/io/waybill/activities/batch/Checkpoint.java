package io.waybill.activities.batch;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;

/**
 * How far the lines of a batch have been read, written with the rows of each block: whoever goes on has lost nothing
 * and sees nothing twice.
 *
 * @param lines read and stored
 * @param offset of the next line
 * @param invalid lines with a problem
 * @param priceNanos of the others
 * @param reused of them, items that were computed before
 * @param doubles of them, items that wait for another of the batch
 * @param errors lines with a problem by code
 * @param problems the first of them
 */
record Checkpoint(
        int lines,
        long offset,
        long invalid,
        long priceNanos,
        long reused,
        long doubles,
        Map<String, Long> errors,
        List<Batch.LineProblem> problems,
        ChunkPlanner.State planner) {

    Checkpoint {
        errors = Map.copyOf(errors);
        problems = List.copyOf(problems);
        requireNonNull(planner, "planner");
    }

    static Checkpoint beginning() {
        return new Checkpoint(0, 0, 0, 0, 0, 0, Map.of(), List.of(), ChunkPlanner.State.empty());
    }
}
