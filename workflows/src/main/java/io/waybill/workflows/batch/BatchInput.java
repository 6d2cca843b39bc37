package io.waybill.workflows.batch;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a batch workflow starts from. Everything else stands in the batch's row.
 *
 * @param batchId also the workflow id
 * @param accountId the account that pays; also the fairness key
 * @param inline whether the client waits for price and hold (inline tasks), or only for acceptance (a file)
 * @param expiresAt end of the completion window
 * @param currency what the account's money is in, ISO 4217; null where an older API did not tell it
 * @param resumption where an earlier run of this workflow stopped; null in the first run
 * @param reopening how to end a batch whose workflow ended before it; null unless that happened
 * @param open whether it begins without items, which are added while it runs
 */
public record BatchInput(
        String batchId,
        String accountId,
        Lane lane,
        boolean inline,
        Instant expiresAt,
        @Nullable String currency,
        @Nullable Resumption resumption,
        @Nullable Reopening reopening,
        boolean open) {

    /** Checks that what must be there is. */
    public BatchInput {
        requireNonNull(batchId, "batchId");
        requireNonNull(accountId, "accountId");
        requireNonNull(lane, "lane");
        requireNonNull(expiresAt, "expiresAt");
    }

    /** {@return the input of a batch that begins} */
    public static BatchInput first(
            String batchId, String accountId, Lane lane, boolean inline, Instant expiresAt, @Nullable String currency) {
        return new BatchInput(batchId, accountId, lane, inline, expiresAt, currency, null, null, false);
    }

    /** {@return the same for a batch that begins without items} */
    public BatchInput opened() {
        return new BatchInput(batchId, accountId, lane, true, expiresAt, currency, resumption, reopening, true);
    }

    /** {@return the input of a workflow that only ends the batch} */
    public BatchInput reopened(Reopening reopening) {
        return new BatchInput(batchId, accountId, lane, false, expiresAt, currency, null, reopening, open);
    }

    /** {@return the input of the next run of this workflow} */
    public BatchInput resuming(Resumption next, Lane current) {
        return new BatchInput(batchId, accountId, current, inline, expiresAt, currency, next, null, open);
    }

    /**
     * State carried over continue-as-new, which happens only between shards of a batch in progress.
     *
     * @param nextShard the first shard that has not run
     * @param paused why the batch is held back, for people; null where it is not
     * @param sealed whether nothing more is added to it
     */
    public record Resumption(
            PreparedBatch prepared,
            BatchProgress progress,
            int nextShard,
            @Nullable String paused,
            boolean sealed) {

        /** Checks that what must be there is. */
        public Resumption {
            requireNonNull(prepared, "prepared");
            requireNonNull(progress, "progress");
        }
    }

    /**
     * What a batch had reached when its workflow was terminated or failed.
     *
     * @param held whether its money is held
     * @param finalizing whether all items had ended, so that only files and state are missing
     * @param reason for people
     */
    public record Reopening(boolean held, boolean finalizing, String reason) {

        /** Checks that what must be there is. */
        public Reopening {
            requireNonNull(reason, "reason");
        }
    }
}
