package io.waybill.activities.batch;

import static java.util.Objects.requireNonNull;

import io.waybill.workflows.batch.BatchProgress;
import io.waybill.workflows.batch.BatchState;
import io.waybill.workflows.batch.Lane;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A batch as it stands.
 *
 * @param submitted what the client asked for
 * @param models models of its items, at most 20; empty until validated
 * @param problems the first 100 problems of its lines; empty where there are none
 * @param priceNanos the price of all valid items; 0 until validated
 * @param refundedNanos what was given back after it was captured
 * @param failureCode why it failed; null where it did not
 * @param failureMessage the same for people; null where it did not fail
 * @param startedAt when the money was held; null before
 * @param finalizingAt when all items had ended; null before
 * @param endedAt when it became terminal; null before
 * @param cancellingAt when cancellation was asked for; null where it was not
 * @param lane what it runs in now; it is priced by the one that it was submitted in
 * @param pauseReason why it is paused; null where it is not
 * @param sealedAt since when nothing more is added to an open batch; null where it may be, or the batch is no open one
 */
public record Batch(
        NewBatch submitted,
        BatchState state,
        BatchProgress progress,
        List<String> models,
        List<LineProblem> problems,
        long priceNanos,
        long refundedNanos,
        @Nullable String failureCode,
        @Nullable String failureMessage,
        @Nullable UUID outputFileId,
        @Nullable UUID errorFileId,
        Instant createdAt,
        Instant expiresAt,
        @Nullable Instant startedAt,
        @Nullable Instant finalizingAt,
        @Nullable Instant endedAt,
        @Nullable Instant cancellingAt,
        Lane lane,
        @Nullable String pauseReason,
        @Nullable Instant sealedAt) {

    /** Checks that what must be there is. */
    public Batch {
        requireNonNull(submitted, "submitted");
        requireNonNull(state, "state");
        requireNonNull(progress, "progress");
        models = List.copyOf(models);
        problems = List.copyOf(problems);
        requireNonNull(createdAt, "createdAt");
        requireNonNull(expiresAt, "expiresAt");
        requireNonNull(lane, "lane");
    }

    /**
     * What is wrong with a line.
     *
     * @param line from 1
     * @param param the field; null where it is not about one
     */
    public record LineProblem(
            long line, String code, @Nullable String param, String message) {

        /** Checks that what must be there is. */
        public LineProblem {
            requireNonNull(code, "code");
            requireNonNull(message, "message");
        }
    }
}
