package io.waybill.activities.batch;

import static java.util.Objects.requireNonNull;

import io.waybill.storage.object.StoredObject;
import io.waybill.workflows.batch.Lane;
import io.waybill.workflows.batch.OnLimit;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A batch as submitted.
 *
 * @param keyId the key that submitted it
 * @param endpoint every line's {@code url}; null for inline tasks, which name theirs each
 * @param quarantine whether bad lines go to the error file ({@code on_invalid: quarantine}) instead of failing the
 *     batch
 * @param inputFileId the uploaded file it reads; null for inline tasks
 * @param segmentKey object key of the lines
 * @param segmentBytes their length
 * @param segmentSha256 their hash, lower-case hex
 * @param completionWindow 1 hour to 7 days
 * @param metadata at most 16 keys
 * @param outputExpiresAfter how long its output files can be read; null for as long as nobody deletes them
 * @param terms its limits, and where it comes from
 */
public record NewBatch(
        UUID id,
        UUID accountId,
        String keyId,
        Dialect dialect,
        Lane lane,
        @Nullable String name,
        @Nullable String endpoint,
        boolean quarantine,
        @Nullable UUID inputFileId,
        String segmentKey,
        long segmentBytes,
        String segmentSha256,
        Duration completionWindow,
        Map<String, String> metadata,
        @Nullable Duration outputExpiresAfter,
        Terms terms) {

    /** Checks that what must be there is. */
    public NewBatch {
        requireNonNull(id, "id");
        requireNonNull(accountId, "accountId");
        requireNonNull(keyId, "keyId");
        requireNonNull(dialect, "dialect");
        requireNonNull(lane, "lane");
        requireNonNull(segmentKey, "segmentKey");
        requireNonNull(segmentSha256, "segmentSha256");
        requireNonNull(completionWindow, "completionWindow");
        metadata = Map.copyOf(metadata);
        requireNonNull(terms, "terms");
    }

    /** A batch whose files can be read until somebody deletes them. */
    public NewBatch(
            UUID id,
            UUID accountId,
            String keyId,
            Dialect dialect,
            Lane lane,
            @Nullable String name,
            @Nullable String endpoint,
            boolean quarantine,
            @Nullable UUID inputFileId,
            String segmentKey,
            long segmentBytes,
            String segmentSha256,
            Duration completionWindow,
            Map<String, String> metadata) {
        this(
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
                completionWindow,
                metadata,
                null,
                Terms.none());
    }

    /** {@return the same batch with the lines of {@code segment}} */
    public NewBatch reading(StoredObject segment) {
        return new NewBatch(
                id,
                accountId,
                keyId,
                dialect,
                lane,
                name,
                endpoint,
                quarantine,
                inputFileId,
                segment.key(),
                segment.bytes(),
                segment.sha256(),
                completionWindow,
                metadata,
                outputExpiresAfter,
                terms);
    }

    /**
     * What a client asks for beside the items.
     *
     * @param maxCostNanos the most that may be held for the batch; null for no limit of its own
     * @param maxErrorRate failed items among those that ran, 0 to below 1, above which {@code onLimit} is done; null
     *     for no limit
     * @param retryOf the batch whose failed items these are; null where it is not a retry
     * @param webhookUrl where its end is told, checked by the caller; null for nowhere beside the account's webhooks
     * @param reuse whether items may be answered with what was computed before for the account, or for an equal item of
     *     the batch, where the model is deterministic
     */
    public record Terms(
            @Nullable Long maxCostNanos,
            @Nullable Double maxErrorRate,
            OnLimit onLimit,
            @Nullable UUID retryOf,
            @Nullable String webhookUrl,
            boolean reuse) {

        /** Checks that what must be there is. */
        public Terms {
            requireNonNull(onLimit, "onLimit");
        }

        /** Terms of a batch whose items all run. */
        public Terms(
                @Nullable Long maxCostNanos, @Nullable Double maxErrorRate, OnLimit onLimit, @Nullable UUID retryOf) {
            this(maxCostNanos, maxErrorRate, onLimit, retryOf, null, false);
        }

        /** {@return no limits} */
        public static Terms none() {
            return new Terms(null, null, OnLimit.pause, null, null, false);
        }

        /** {@return the same limits for the failed items of {@code batch}} */
        public Terms retrying(UUID batch) {
            return new Terms(maxCostNanos, maxErrorRate, onLimit, requireNonNull(batch, "batch"), webhookUrl, reuse);
        }
    }

    /** The wire form a batch was made in. */
    public enum Dialect {
        /** OpenAI's: a JSONL file. */
        file,
        /** Inline tasks. */
        tasks,
        /** By name, without items: requests are added while it runs. */
        open
    }
}
