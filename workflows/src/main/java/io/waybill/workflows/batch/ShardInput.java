package io.waybill.workflows.batch;

import static java.util.Objects.requireNonNull;

/** What a shard starts from: {@code shard} of batch {@code batchId}, from 0. */
public record ShardInput(String batchId, String accountId, Lane lane, int shard) {

    /** Checks that what must be there is. */
    public ShardInput {
        requireNonNull(batchId, "batchId");
        requireNonNull(accountId, "accountId");
        requireNonNull(lane, "lane");
    }
}
