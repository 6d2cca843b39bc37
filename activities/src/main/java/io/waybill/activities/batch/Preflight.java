package io.waybill.activities.batch;

import static java.util.Objects.requireNonNull;

import io.waybill.workflows.batch.Lane;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Says what a batch would cost and do, by the code that prepares one, and stores nothing. Memory: a block of lines, and
 * up to 24 bytes for each line. Thread-safe.
 */
public interface Preflight {

    /**
     * {@return what would become of these lines}
     *
     * @param lines JSON lines, as a batch would read them; the caller closes them
     * @throws IOException where {@code lines} cannot be read
     */
    Report check(Request request, InputStream lines) throws IOException;

    /**
     * {@return what would become of requests that are added to an open batch}
     *
     * @param batchId null for one that is about to be made, as {@code request} says; else its own terms hold
     * @param lines as an addition has them; the caller closes them
     * @throws RequestConflict where a request has the id of another one
     * @throws IOException where {@code lines} cannot be read
     */
    Report checkAddition(Request request, @Nullable UUID batchId, InputStream lines) throws IOException;

    /**
     * What would be submitted.
     *
     * @param endpoint every line's {@code url}; null where each names its own
     * @param quarantine whether bad lines go to the error file
     * @param reuse whether items that were computed before cost nothing
     */
    record Request(UUID accountId, Lane lane, @Nullable String endpoint, boolean quarantine, boolean reuse) {

        /** Checks that what must be there is. */
        public Request {
            requireNonNull(accountId, "accountId");
            requireNonNull(lane, "lane");
        }
    }

    /**
     * What was found.
     *
     * @param items lines, bad ones included
     * @param invalid of them
     * @param rejected why the batch would fail as a whole; null where it would run
     * @param models what would run, by model
     * @param lowNanos the least it may cost
     * @param highNanos the most, where nothing can be reused when it runs
     * @param heldNanos what would be held now
     * @param duration from submission until the last item has ended
     * @param observed whether the duration is from what was observed of all its models
     * @param problems the first 100 of its lines
     */
    record Report(
            long items,
            long invalid,
            @Nullable String rejected,
            List<ModelShare> models,
            long lowNanos,
            long highNanos,
            long heldNanos,
            Duration duration,
            boolean observed,
            List<Batch.LineProblem> problems) {

        /** Checks that what must be there is. */
        public Report {
            models = List.copyOf(models);
            requireNonNull(duration, "duration");
            problems = List.copyOf(problems);
        }
    }

    /** Items of one model. */
    record ModelShare(String model, long items, long tokens, long priceNanos) {

        /** Checks that what must be there is. */
        public ModelShare {
            requireNonNull(model, "model");
        }
    }
}
