package io.waybill.workflows.batch;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * What a shard starts from.
 *
 * @param shard of batch {@code batchId}, from 0
 * @param attempt how often this shard was started before, because it was terminated; its retried runs are numbered
 *     apart
 * @param currency what the account's money is in, ISO 4217; null where an older start did not tell it
 */
public record ShardInput(
        String batchId,
        String accountId,
        Lane lane,
        int shard,
        int attempt,
        @Nullable String currency) {

    /** Checks that what must be there is. */
    public ShardInput {
        requireNonNull(batchId, "batchId");
        requireNonNull(accountId, "accountId");
        requireNonNull(lane, "lane");
    }
}
