package io.waybill.activities.batch;

import static java.util.Objects.requireNonNull;

import io.waybill.activities.database.Jsonb;
import io.waybill.workflows.batch.BatchState;
import io.waybill.workflows.batch.Lane;
import io.waybill.workflows.batch.OnLimit;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code batch} as it is inserted. */
record NewBatchRow(
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
        Instant createdAt,
        Instant expiresAt,
        @Nullable Long maxCostNanos,
        @Nullable Double maxErrorRate,
        OnLimit onLimit,
        @Nullable UUID retryOf,
        @Nullable String webhookUrl,
        boolean reuse) {

    NewBatchRow {
        requireNonNull(id, "id");
        requireNonNull(accountId, "accountId");
        requireNonNull(keyId, "keyId");
        requireNonNull(dialect, "dialect");
        requireNonNull(lane, "lane");
        requireNonNull(state, "state");
        requireNonNull(metadata, "metadata");
        requireNonNull(createdAt, "createdAt");
        requireNonNull(expiresAt, "expiresAt");
        requireNonNull(onLimit, "onLimit");
    }

    static NewBatchRow of(NewBatch batch, Instant now) {
        Duration readable = batch.outputExpiresAfter();
        return new NewBatchRow(
                batch.id(),
                batch.accountId(),
                batch.keyId(),
                batch.dialect(),
                batch.name(),
                batch.lane(),
                BatchState.pending,
                batch.endpoint(),
                batch.quarantine(),
                batch.inputFileId(),
                batch.completionWindow().toSeconds(),
                readable == null ? null : readable.toSeconds(),
                Json.of(batch.metadata()),
                now,
                now.plus(batch.completionWindow()),
                batch.terms().maxCostNanos(),
                batch.terms().maxErrorRate(),
                batch.terms().onLimit(),
                batch.terms().retryOf(),
                batch.terms().webhookUrl(),
                batch.terms().reuse());
    }
}
