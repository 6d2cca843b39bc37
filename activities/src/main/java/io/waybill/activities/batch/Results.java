package io.waybill.activities.batch;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Results of items, while their batch runs and afterwards. Thread-safe; what it opens is not. */
public interface Results {

    /**
     * Opens the results of a batch. Nothing is held open between the calls of what is answered but one object.
     *
     * @param after the last line already had; null for the beginning
     * @return empty where the account has no such batch
     */
    Optional<ResultReader> open(UUID accountId, UUID batchId, ResultOrder order, @Nullable ResultPlace after);

    /** {@return why results of a batch cannot be read any more; empty where they can, or there is no such batch} */
    Optional<String> gone(UUID accountId, UUID batchId);

    /**
     * {@return the items of a batch in input order, ended or not}
     *
     * @param limit most of them
     */
    List<ItemStatus> items(UUID accountId, UUID batchId, int limit);
}
