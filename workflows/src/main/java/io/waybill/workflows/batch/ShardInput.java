package io.waybill.workflows.batch;

import static java.util.Objects.requireNonNull;

/**
 * What a shard starts from.
 *
 * @param shard of batch {@code batchId}, from 0
 * @param attempt how often this shard was started before, because it was terminated; its retried runs are numbered
 *     apart
 */
public record ShardInput(String batchId, String accountId, Lane lane, int shard, int attempt) {

    /** Checks that what must be there is. */
    public ShardInput {
        requireNonNull(batchId, "batchId");
        requireNonNull(accountId, "accountId");
        requireNonNull(lane, "lane");
    }
}
