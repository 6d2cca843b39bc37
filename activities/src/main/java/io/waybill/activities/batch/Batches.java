package io.waybill.activities.batch;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Batches of an account. Every call names the account: another's batch is as unknown as none. */
public interface Batches {

    /**
     * Records a new batch in state {@code pending}; does nothing where its id is recorded already. Starting its
     * workflow is the caller's next step.
     */
    void create(NewBatch batch);

    /** {@return the batch, or empty} */
    Optional<Batch> find(UUID accountId, UUID batchId);

    /**
     * {@return batches, newest first}
     *
     * @param after id of the last batch already had; null for the beginning
     * @param limit one more than a page, to see whether there is more
     */
    List<Batch> list(UUID accountId, @Nullable UUID after, int limit);
}
