package io.waybill.activities.batch;

import static java.util.Objects.requireNonNull;

import io.waybill.activities.database.Jsonb;
import io.waybill.workflows.batch.BatchState;
import io.waybill.workflows.batch.ErrorLimit;
import io.waybill.workflows.batch.Lane;
import io.waybill.workflows.batch.OnLimit;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the steps need of a row of {@code batch}.
 *
 * @param priceVersion the newest price list there was when it was made
 * @param preparedLines how many lines have been stored
 * @param plan what {@code prepare} answered; null before
 * @param startedAt when the money was held; null before
 * @param outputFileId null where there is none, or not yet
 * @param errorFileId null where there is none, or not yet
 * @param maxCostNanos the most that may be held; null for no limit of its own
 * @param maxErrorRate failed items among those that ran; null for no limit
 * @param reuse whether items may be answered with what was computed before
 * @param doubles whether items wait for others of the batch with the same content
 */
record BatchRow(
        UUID id,
        UUID accountId,
        String keyId,
        NewBatch.Dialect dialect,
        BatchState state,
        Lane lane,
        @Nullable String endpoint,
        boolean quarantine,
        long items,
        long succeeded,
        long failed,
        long cancelled,
        long expired,
        Jsonb errors,
        long priceVersion,
        long priceNanos,
        long heldNanos,
        long capturedNanos,
        long releasedNanos,
        int preparedLines,
        @Nullable Jsonb plan,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable UUID outputFileId,
        @Nullable UUID errorFileId,
        @Nullable Long maxCostNanos,
        @Nullable Double maxErrorRate,
        OnLimit onLimit,
        boolean reuse,
        boolean doubles) {

    BatchRow {
        requireNonNull(id, "id");
        requireNonNull(accountId, "accountId");
        requireNonNull(keyId, "keyId");
        requireNonNull(dialect, "dialect");
        requireNonNull(state, "state");
        requireNonNull(lane, "lane");
        requireNonNull(errors, "errors");
        requireNonNull(createdAt, "createdAt");
        requireNonNull(onLimit, "onLimit");
    }

    /** {@return how many of its items may fail; null for no limit} */
    @Nullable
    ErrorLimit errorLimit() {
        Double rate = maxErrorRate;
        return rate == null ? null : new ErrorLimit(rate, onLimit);
    }

    BatchCounts counts() {
        return new BatchCounts(
                items,
                succeeded,
                failed,
                cancelled,
                expired,
                heldNanos,
                capturedNanos,
                releasedNanos,
                Json.counts(errors));
    }
}
