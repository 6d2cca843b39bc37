package io.waybill.activities.batch;

import static java.util.Objects.requireNonNull;

import io.waybill.workflows.batch.Lane;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How fast models work and what waits for them, at one instant.
 *
 * @param itemsPerSecond by model, while it had work
 * @param running batches in progress
 */
record Pace(Instant at, Map<String, Double> itemsPerSecond, List<RunningRow> running) {

    /** Shorter than this nothing is measured: a first chunk may come at once. */
    private static final double SECONDS_MIN = 0.05;

    private static final double MILLIS = 1_000;

    Pace {
        requireNonNull(at, "at");
        itemsPerSecond = Map.copyOf(itemsPerSecond);
        running = List.copyOf(running);
    }

    /**
     * {@return what {@code ran} shows; of models that did not run, what was known before}
     *
     * @param before what was known
     */
    static Pace of(Instant at, List<RanRow> ran, List<RunningRow> running, Map<String, Double> before) {
        Map<String, List<RanRow>> byModel = new HashMap<>();
        ran.forEach(row ->
                byModel.computeIfAbsent(row.model(), _ -> new ArrayList<>()).add(row));
        Map<String, Double> speeds = new HashMap<>(before);
        byModel.forEach((model, rows) -> {
            double items = rows.stream().mapToLong(RanRow::items).sum();
            speeds.put(model, items / Math.max(SECONDS_MIN, busySeconds(rows, at)));
        });
        return new Pace(at, speeds, running);
    }

    /** {@return the time in which at least one of the batches ran} */
    private static double busySeconds(List<RanRow> rows, Instant now) {
        List<RanRow> sorted =
                rows.stream().sorted(Comparator.comparing(RanRow::begunAt)).toList();
        double seconds = 0;
        Instant reached = Instant.MIN;
        for (RanRow row : sorted) {
            Instant end = row.endedAt();
            Instant to = end == null || end.isAfter(now) ? now : end;
            Instant from = row.begunAt().isAfter(reached) ? row.begunAt() : reached;
            if (to.isAfter(from)) {
                seconds += Duration.between(from, to).toMillis() / MILLIS;
                reached = to;
            }
        }
        return seconds;
    }

    /**
     * {@return seconds until {@code pending} items have ended; empty where the model was never seen}
     *
     * <p>Lanes before come first. Batches of one lane share it, so one that has less left than this delays it by all of
     * that, and one that has more by as much as this has.
     *
     * @param own the batch whose items they are; null for one that is not there yet
     */
    OptionalDouble seconds(String model, Lane lane, long pending, @Nullable UUID own) {
        Double speed = itemsPerSecond.get(model);
        if (speed == null || speed <= 0) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(((double) pending + ahead(model, lane, pending, own)) / speed);
    }

    /** {@return items that are done before} */
    double ahead(String model, Lane lane, long pending, @Nullable UUID own) {
        double ahead = 0;
        for (RunningRow other : running) {
            if (other.id().equals(own) || !other.models().contains(model)) {
                continue;
            }
            double left = (double) other.pending() / other.models().size();
            int order = Integer.compare(other.lane().priorityKey(), lane.priorityKey());
            if (order < 0) {
                ahead += left;
            } else if (order == 0) {
                ahead += Math.min(left, (double) pending);
            }
        }
        return ahead;
    }
}
