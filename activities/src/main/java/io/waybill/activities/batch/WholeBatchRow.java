package io.waybill.activities.batch;

import static java.util.Objects.requireNonNull;

import io.waybill.activities.database.Jsonb;
import io.waybill.workflows.batch.BatchState;
import io.waybill.workflows.batch.Lane;
import io.waybill.workflows.batch.OnLimit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code batch} with its segment, as the API reads it; null is what is null in {@link Batch}. */
record WholeBatchRow(
        UUID id,
        UUID accountId,
        String keyId,
        NewBatch.Dialect dialect,
        @Nullable String name,
        Lane lane,
        BatchState state,
        @Nullable String endpoint,
        boolean quarantine,
        @Nullable UUID inputFileId,
        long windowSeconds,
        @Nullable Long outputSeconds,
        Jsonb metadata,
        List<String> models,
        long items,
        long succeeded,
        long failed,
        long cancelled,
        long expired,
        Jsonb errors,
        Jsonb problems,
        long priceNanos,
        long heldNanos,
        long capturedNanos,
        long releasedNanos,
        long refundedNanos,
        @Nullable String failureCode,
        @Nullable String failureMessage,
        @Nullable UUID outputFileId,
        @Nullable UUID errorFileId,
        Instant createdAt,
        Instant expiresAt,
        @Nullable Instant startedAt,
        @Nullable Instant cancellingAt,
        @Nullable Instant finalizingAt,
        @Nullable Instant endedAt,
        @Nullable Lane runLane,
        @Nullable String pauseReason,
        @Nullable Long maxCostNanos,
        @Nullable Double maxErrorRate,
        OnLimit onLimit,
        @Nullable UUID retryOf,
        @Nullable Instant sealedAt,
        @Nullable String webhookUrl,
        boolean reuse,
        String segmentKey,
        long segmentBytes,
        String segmentSha256) {

    WholeBatchRow {
        requireNonNull(id, "id");
        requireNonNull(accountId, "accountId");
        requireNonNull(keyId, "keyId");
        requireNonNull(dialect, "dialect");
        requireNonNull(lane, "lane");
        requireNonNull(state, "state");
        requireNonNull(metadata, "metadata");
        models = List.copyOf(models);
        requireNonNull(errors, "errors");
        requireNonNull(problems, "problems");
        requireNonNull(createdAt, "createdAt");
        requireNonNull(expiresAt, "expiresAt");
        requireNonNull(onLimit, "onLimit");
        requireNonNull(segmentKey, "segmentKey");
        requireNonNull(segmentSha256, "segmentSha256");
    }

    Batch toBatch() {
        Long readable = outputSeconds;
        var submitted = new NewBatch(
                id,
                accountId,
                keyId,
                dialect,
                lane,
                name,
                endpoint,
                quarantine,
                inputFileId,
                segmentKey,
                segmentBytes,
                segmentSha256,
                Duration.ofSeconds(windowSeconds),
                Json.texts(metadata),
                readable == null ? null : Duration.ofSeconds(readable),
                new NewBatch.Terms(maxCostNanos, maxErrorRate, onLimit, retryOf, webhookUrl, reuse));
        var counts = new BatchCounts(
                items,
                succeeded,
                failed,
                cancelled,
                expired,
                heldNanos,
                capturedNanos,
                releasedNanos,
                Json.counts(errors));
        return new Batch(
                submitted,
                state,
                counts.progress(),
                models,
                Json.problems(problems),
                priceNanos,
                refundedNanos,
                failureCode,
                failureMessage,
                outputFileId,
                errorFileId,
                createdAt,
                expiresAt,
                startedAt,
                finalizingAt,
                endedAt,
                cancellingAt,
                runLane == null ? lane : runLane,
                state == BatchState.paused ? pauseReason : null,
                sealedAt);
    }
}
