package io.waybill.activities.batch;

import io.waybill.workflows.batch.BatchState;
import io.waybill.workflows.batch.Lane;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Forecasts by the runs that were settled lately. */
@Component
final class ObservedForecasts implements Forecasts {

    /** How old what is answered may be. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    /** Long enough for several chunks, short enough to notice that a worker came or went. */
    private static final Duration WINDOW = Duration.ofSeconds(20);

    /** Where a process begins to look, so that it knows models that are idle now: some 100,000 runs at most. */
    private static final Duration FIRST_WINDOW = Duration.ofMinutes(10);

    /** Batches in progress that are looked at; beyond, a forecast is too early. */
    private static final int RUNNING_MAX = 10_000;

    private static final double MILLIS = 1_000;

    private final PaceMapper rows;
    private final Clock clock;
    private final ReentrantLock looking = new ReentrantLock();
    private volatile @Nullable Pace known; // null before the first look

    ObservedForecasts(PaceMapper rows, Clock clock) {
        this.rows = rows;
        this.clock = clock;
    }

    @Override
    public Optional<Duration> remaining(Batch batch) {
        long pending = batch.progress().pending();
        if (batch.state() != BatchState.in_progress
                || pending == 0
                || batch.models().isEmpty()) {
            return Optional.empty();
        }
        Pace pace = pace();
        int models = batch.models().size();
        double longest = 0;
        for (String model : batch.models()) {
            OptionalDouble seconds = pace.seconds(
                    model,
                    batch.lane(),
                    Math.ceilDiv(pending, models),
                    batch.submitted().id());
            if (seconds.isEmpty()) {
                return Optional.empty();
            }
            longest = Math.max(longest, seconds.getAsDouble());
        }
        return Optional.of(duration(longest));
    }

    @Override
    public Prediction predict(String model, Lane lane, long items, double secondsPerItem) {
        Pace pace = pace();
        OptionalDouble seconds = pace.seconds(model, lane, items, null);
        if (seconds.isPresent()) {
            return new Prediction(duration(seconds.getAsDouble()), true);
        }
        return new Prediction(
                duration(((double) items + pace.ahead(model, lane, items, null)) * secondsPerItem), false);
    }

    private static Duration duration(double seconds) {
        return Duration.ofMillis((long) Math.ceil(seconds * MILLIS));
    }

    private Pace pace() {
        Pace now = known;
        if (now != null && isFresh(now)) {
            return now;
        }
        looking.lock();
        try {
            now = known;
            if (now == null || !isFresh(now)) {
                now = look(now);
                known = now;
            }
            return now;
        } finally {
            looking.unlock();
        }
    }

    private boolean isFresh(Pace pace) {
        return Duration.between(pace.at(), clock.instant()).compareTo(FRESH) < 0;
    }

    /** On a thread of its own, which works for all accounts, whoever asks. */
    private Pace look(@Nullable Pace before) {
        var task = new FutureTask<>(() -> read(before));
        Thread.ofVirtual().name("pace").start(task);
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("the pace of models cannot be read", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the pace of models was read", e);
        }
    }

    private Pace read(@Nullable Pace before) {
        Instant now = clock.instant();
        Instant since = now.minus(before == null ? FIRST_WINDOW : WINDOW);
        return Pace.of(
                now, rows.ran(since), rows.running(RUNNING_MAX), before == null ? Map.of() : before.itemsPerSecond());
    }
}
