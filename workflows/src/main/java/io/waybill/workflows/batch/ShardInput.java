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
 * @param paused whether it begins held back
 */
public record ShardInput(
        String batchId,
        String accountId,
        Lane lane,
        int shard,
        int attempt,
        @Nullable String currency,
        boolean paused) {

    /** Checks that what must be there is. */
    public ShardInput {
        requireNonNull(batchId, "batchId");
        requireNonNull(accountId, "accountId");
        requireNonNull(lane, "lane");
    }

    /** {@return the same shard, to be started once more in another lane} */
    public ShardInput again(Course course) {
        return new ShardInput(batchId, accountId, course.lane(), shard, attempt + 1, currency, course.paused());
    }

    /** {@return the same shard on another course} */
    public ShardInput on(Course course) {
        return new ShardInput(batchId, accountId, course.lane(), shard, attempt, currency, course.paused());
    }
}
