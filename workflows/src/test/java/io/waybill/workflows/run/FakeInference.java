package io.waybill.workflows.run;

import io.temporal.activity.Activity;
import io.temporal.failure.ApplicationFailure;
import io.waybill.workflows.inference.InferChunk;
import io.waybill.workflows.inference.InferenceActivities;
import io.waybill.workflows.inference.InferenceFailure;
import io.waybill.workflows.inference.InferredChunk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A worker without a model: writes each outcome once by (chunk, wave) and answers a repetition from it. */
final class FakeInference implements InferenceActivities {

    private final Scenario scenario;
    private final Gates gates;
    private final Violations violations;
    private final Map<String, Outcome> outcomes = new ConcurrentHashMap<>();
    private final List<InferChunk> calls = new ArrayList<>();
    private final Crowd crowd;

    FakeInference(Scenario scenario, Gates gates, Violations violations) {
        this.scenario = scenario;
        this.gates = gates;
        this.violations = violations;
        this.crowd = new Crowd(scenario.crowded ? 4 : 1);
    }

    @Override
    public InferredChunk infer(InferChunk chunk) {
        synchronized (calls) {
            calls.add(chunk);
            calls.notifyAll();
        }
        violations.when(chunk.only().size() > 512, "more than 512 indexes in a run");
        gates.pass("infer");
        gates.pass("infer " + chunk.ref().chunk());
        Outcome known = outcomes.get(key(chunk.ref().chunk(), chunk.wave()));
        if (known != null) {
            violations.when(
                    !known.only().equals(chunk.only()), "a wave's number was used again for other items: " + chunk);
            return known.answer(chunk);
        }
        List<Integer> indexes = own(chunk);
        List<Fate> fates = indexes.stream().map(scenario::nextFate).toList();
        if (crowd.isDeadly(fates.contains(Fate.KILLS))) {
            // A killed process answers nothing: the server finds out by the missing heartbeat.
            Activity.getExecutionContext().doNotCompleteOnReturn();
            return new Outcome(List.of(), List.of(), List.of(), List.of(), false).answer(chunk);
        }
        if (fates.contains(Fate.FAULT)) {
            throw new IllegalStateException("object store is away");
        }
        if (fates.contains(Fate.NO_MODEL)) {
            throw ApplicationFailure.newFailure("no such model here", InferenceFailure.MODEL_NOT_AVAILABLE.name());
        }
        if (fates.contains(Fate.NO_INPUT)) {
            throw ApplicationFailure.newNonRetryableFailure("segment is gone", InferenceFailure.INPUT_LOST.name());
        }
        Outcome outcome = new Outcome(
                chunk.only(),
                with(indexes, fates, Fate.OK, Fate.UNREADABLE),
                with(indexes, fates, Fate.BAD, Fate.BAD),
                with(indexes, fates, Fate.TRANSIENT, Fate.TRANSIENT),
                fates.contains(Fate.UNREADABLE));
        outcomes.put(key(chunk.ref().chunk(), chunk.wave()), outcome);
        return outcome.answer(chunk);
    }

    Outcome outcome(int chunk, int wave) {
        Outcome outcome = outcomes.get(key(chunk, wave));
        if (outcome == null) {
            throw new IllegalStateException("no outcome of chunk " + chunk + " wave " + wave);
        }
        return outcome;
    }

    /** Returns when there were so many calls. */
    void awaitCalls(int count) {
        long end = System.nanoTime() + 20_000_000_000L;
        synchronized (calls) {
            while (calls.size() < count) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException("only " + calls.size() + " calls");
                }
                try {
                    calls.wait(100);
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException(interrupted);
                }
            }
        }
    }

    List<InferChunk> calls() {
        synchronized (calls) {
            return List.copyOf(calls);
        }
    }

    /** Lines of other chunks and invalid ones are skipped, as a worker does. */
    private List<Integer> own(InferChunk chunk) {
        List<Integer> own = new ArrayList<>();
        for (int line = 0; line < chunk.ref().lines(); line++) {
            int index = chunk.ref().firstIndex() + line;
            if (!scenario.invalid.contains(index)
                    && (chunk.only().isEmpty() || chunk.only().contains(index))) {
                own.add(index);
            }
        }
        return own;
    }

    private static List<Integer> with(List<Integer> indexes, List<Fate> fates, Fate one, Fate other) {
        List<Integer> found = new ArrayList<>();
        for (int at = 0; at < indexes.size(); at++) {
            if (fates.get(at) == one || fates.get(at) == other) {
                found.add(indexes.get(at));
            }
        }
        return found;
    }

    private static String key(int chunk, int wave) {
        return chunk + "/" + wave;
    }

    /** What was written for one wave of one chunk. */
    record Outcome(
            List<Integer> only,
            List<Integer> succeeded,
            List<Integer> failed,
            List<Integer> retryable,
            boolean unreadable) {

        InferredChunk answer(InferChunk chunk) {
            return new InferredChunk(
                    chunk.ref().chunk(),
                    chunk.wave(),
                    succeeded.size() * 3_000L,
                    failed.size() * 200L,
                    60L * (succeeded.size() + failed.size()),
                    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                    succeeded.size(),
                    failed.size(),
                    retryable,
                    23L * succeeded.size(),
                    5,
                    "host-1:4711");
        }
    }
}
