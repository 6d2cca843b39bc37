package io.waybill.workflows.run;

import static java.util.Objects.requireNonNull;

import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.TimeoutFailure;
import io.waybill.workflows.batch.AbandonItems;
import io.waybill.workflows.inference.InferenceFailure;
import io.waybill.workflows.inference.InferredChunk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides what becomes of items that a run did not end, and numbers the waves. Each item moves along a ladder that has
 * an end, so that every item ends:
 *
 * <ul>
 *   <li>answered as transient: in a smaller run, then alone, then alone once more, then {@code engine_error};
 *   <li>its worker answered with an error: the same run again, four times, then as if the worker had died;
 *   <li>its worker died: in halves, then as a suspect that runs beside nothing else, then {@code worker_lost};
 *   <li>its outcome cannot be read: once more, then {@code result_lost};
 *   <li>its input is gone: {@code input_lost} at once.
 * </ul>
 */
final class Retries {

    /** The model failed for a reason that may pass, each time. */
    static final String ENGINE_ERROR = "engine_error";

    /** Whoever ran the item was gone afterwards, each time. */
    static final String WORKER_LOST = "worker_lost";

    /** The item's bytes are not there any more. */
    static final String INPUT_LOST = "input_lost";

    /** The item ran, but what came out of it cannot be read. */
    static final String RESULT_LOST = "result_lost";

    /** Most indexes in one run or one call: a chunk's limit, about 4 kB of payload. */
    static final int INDEXES_MAX = 512;

    /** Items in a second run: few, so that one slow or broken neighbour delays few. */
    static final int REST_SIZE = 50;

    /**
     * Most runs for items that stand alone after transient failures, in one workflow: with two runs of three events
     * each they take 3,000 of the 51,200 events a history may have. More than that is an outage, not bad luck.
     */
    static final int LONE_RUNS_MAX = 1_000;

    /** Most runs that splitting may add in one workflow: 100 items that each kill a worker out of a chunk of 512. */
    static final int SPLIT_RUNS_MAX = 2_000;

    /** Waves of one life of a shard; far more than a chunk can take. */
    private static final int WAVES_PER_ATTEMPT = 10_000;

    /** Before a smaller run: most transient failures pass within it. */
    private static final Duration REST_DELAY = Duration.ofSeconds(2);

    private static final Duration FIRST_LONE_DELAY = Duration.ofSeconds(5);
    private static final Duration SECOND_LONE_DELAY = Duration.ofSeconds(20);

    /** Together over a minute and a half: long enough for an object store or a network to come back. */
    private static final List<Duration> FAULT_DELAYS =
            List.of(Duration.ofSeconds(2), Duration.ofSeconds(8), Duration.ofSeconds(30), Duration.ofSeconds(60));

    private final String batchId;
    private final int firstWave;
    private final Map<Integer, Integer> lastWave = new HashMap<>();
    private int loneRuns;
    private int splitRuns;

    /**
     * Begins with no history.
     *
     * @param attempt how often this shard was started before; its waves have numbers of their own, because an outcome
     *     object of an earlier life would answer for other items
     */
    Retries(String batchId, int attempt) {
        this.batchId = requireNonNull(batchId, "batchId");
        this.firstWave = attempt * WAVES_PER_ATTEMPT + 1;
    }

    /** {@return what follows from an answer} */
    List<Consequence> after(ChunkRun run, InferredChunk answer) {
        List<Integer> rest = answer.retryable();
        if (rest.isEmpty()) {
            return List.of();
        }
        ChunkRun next = run.afterTransient();
        return switch (run.transients()) {
            case 0 -> List.of(new Consequence.Again(pieces(next, rest, REST_SIZE), REST_DELAY));
            case 1 -> alone(next, rest, FIRST_LONE_DELAY);
            case 2 -> alone(next, rest, SECOND_LONE_DELAY);
            default -> giveUp(run, rest, ENGINE_ERROR, "failed transiently in every try");
        };
    }

    /** {@return what follows from a run without an answer} */
    List<Consequence> after(ChunkRun run, RuntimeException failure) {
        Throwable cause =
                failure instanceof ActivityFailure && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof ApplicationFailure fault) {
            if (fault.getType().equals(InferenceFailure.INPUT_LOST.name())) {
                return giveUp(run, run.indexes(), INPUT_LOST, "the input of this item is gone");
            }
            if (fault.getType().equals(InferenceFailure.MODEL_NOT_AVAILABLE.name())) {
                return List.of(new Consequence.AwaitModel(run));
            }
        }
        if (!(cause instanceof TimeoutFailure) && run.faults() < FAULT_DELAYS.size() && !run.suspect()) {
            return List.of(new Consequence.Again(List.of(run.afterFault()), FAULT_DELAYS.get(run.faults())));
        }
        return died(run, cause instanceof TimeoutFailure);
    }

    /** {@return what follows for items whose run was answered, but whose outcome cannot be read} */
    List<Consequence> afterLostResult(ChunkRun run, InferredChunk answer) {
        List<Integer> ended = new ArrayList<>(run.indexes());
        ended.removeAll(answer.retryable());
        if (run.losses() == 0) {
            // Nothing of it was captured, so running once more costs nobody anything.
            return List.of(new Consequence.Again(pieces(run.afterLoss(), ended, INDEXES_MAX), REST_DELAY));
        }
        return giveUp(run, ended, RESULT_LOST, "the outcome of this item cannot be read");
    }

    private List<Consequence> died(ChunkRun run, boolean lost) {
        if (run.suspect()) {
            return lost
                    ? giveUp(run, run.indexes(), WORKER_LOST, "each worker that ran this item was lost")
                    : giveUp(run, run.indexes(), ENGINE_ERROR, "each worker that ran this item answered with an error");
        }
        if (run.size() == 1) {
            return List.of(new Consequence.Alone(run.asSuspect()));
        }
        int size = Math.min(INDEXES_MAX, (run.size() + 1) / 2);
        int runs = (run.size() + size - 1) / size;
        if (splitRuns + runs > SPLIT_RUNS_MAX) {
            return giveUp(run, run.indexes(), WORKER_LOST, "too many workers were lost to this batch");
        }
        splitRuns += runs;
        return List.of(new Consequence.Again(pieces(run, run.indexes(), size), Duration.ZERO));
    }

    private List<Consequence> alone(ChunkRun next, List<Integer> rest, Duration delay) {
        int room = Math.min(rest.size(), LONE_RUNS_MAX - loneRuns);
        loneRuns += room;
        List<Consequence> consequences = new ArrayList<>();
        if (room > 0) {
            consequences.add(new Consequence.Again(pieces(next, rest.subList(0, room), 1), delay));
        }
        if (room < rest.size()) {
            String message = "failed transiently, as too many items of this batch did";
            consequences.addAll(giveUp(next, rest.subList(room, rest.size()), ENGINE_ERROR, message));
        }
        return consequences;
    }

    private List<Consequence> giveUp(ChunkRun run, List<Integer> indexes, String code, String message) {
        List<Consequence> consequences = new ArrayList<>();
        // A wave of its own for each call: the key of abandon is the chunk's number and the wave's.
        for (ChunkRun piece : pieces(run, indexes, INDEXES_MAX)) {
            consequences.add(new Consequence.GiveUp(
                    new AbandonItems(batchId, run.ref().chunk(), piece.wave(), piece.only(), code, message)));
        }
        return consequences;
    }

    private List<ChunkRun> pieces(ChunkRun run, List<Integer> indexes, int size) {
        List<ChunkRun> pieces = new ArrayList<>();
        for (int from = 0; from < indexes.size(); from += size) {
            List<Integer> piece = indexes.subList(from, Math.min(indexes.size(), from + size));
            pieces.add(run.of(nextWave(run.ref().chunk()), piece));
        }
        return pieces;
    }

    private int nextWave(int chunk) {
        return lastWave.merge(chunk, firstWave, (last, _) -> last + 1);
    }
}
