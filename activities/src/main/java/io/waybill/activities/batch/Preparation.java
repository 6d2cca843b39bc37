package io.waybill.activities.batch;

import io.waybill.models.request.RequestProblem;
import io.waybill.workflows.batch.ItemState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A batch while its lines pass by. */
final class Preparation {

    /** Most problems that are kept with the batch. */
    static final int PROBLEMS_MAX = 100;

    private final ChunkPlanner planner;
    private final Map<String, Long> errors;
    private final List<Batch.LineProblem> problems;
    private int lines;
    private long offset;
    private long invalid;
    private long priceNanos;
    private long reused;
    private long doubles;

    Preparation(Checkpoint from) {
        this.planner = new ChunkPlanner(from.planner());
        this.errors = new TreeMap<>(from.errors());
        this.problems = new ArrayList<>(from.problems());
        this.lines = from.lines();
        this.offset = from.offset();
        this.invalid = from.invalid();
        this.priceNanos = from.priceNanos();
        this.reused = from.reused();
        this.doubles = from.doubles();
    }

    /** Takes the next lines, in order. */
    void take(List<CheckedLine> checked) {
        checked.forEach(this::take);
    }

    private void take(CheckedLine line) {
        RequestProblem problem = line.problem();
        PricedModel model = line.model();
        if (problem != null) {
            refuse(line.number(), problem.error().name(), problem);
        } else if (model != null && !line.runs()) {
            answer(line, model);
        } else if (model != null) {
            priceNanos = Math.addExact(priceNanos, line.priceNanos());
            planner.add(
                    new ChunkPlanner.PlannedItem(
                            line.index(),
                            line.offset(),
                            Math.toIntExact(line.length()),
                            model.entry().modelId(),
                            line.tokens()),
                    PlannedModel.of(model.entry()));
        }
        lines = line.number();
        offset = line.offset() + line.length();
    }

    /** An item that another answers is left out of the chunks, where that is cheaper than to run it in vain. */
    private void answer(CheckedLine line, PricedModel model) {
        if (line.state() == ItemState.reused) {
            reused++;
        } else {
            doubles++;
        }
        planner.leaveOut(model.entry().modelId());
    }

    private void refuse(int number, String code, RequestProblem problem) {
        invalid++;
        errors.merge(code, 1L, Long::sum);
        if (problems.size() < PROBLEMS_MAX) {
            problems.add(new Batch.LineProblem(number, code, problem.param(), problem.message()));
        }
    }

    /** Notes what is wrong with the source as a whole. */
    void refuseWhole(int number, String code, String message) {
        if (problems.size() < PROBLEMS_MAX) {
            problems.add(new Batch.LineProblem(number, code, null, message));
        }
    }

    Checkpoint checkpoint() {
        return new Checkpoint(lines, offset, invalid, priceNanos, reused, doubles, errors, problems, planner.state());
    }

    ChunkPlanner planner() {
        return planner;
    }

    int lines() {
        return lines;
    }

    long offset() {
        return offset;
    }

    long invalid() {
        return invalid;
    }

    long priceNanos() {
        return priceNanos;
    }

    /** {@return items that were computed before} */
    long reused() {
        return reused;
    }

    /** {@return items that wait for another of the batch} */
    long doubles() {
        return doubles;
    }

    Map<String, Long> errors() {
        return Map.copyOf(errors);
    }

    List<Batch.LineProblem> problems() {
        return List.copyOf(problems);
    }
}
