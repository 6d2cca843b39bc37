package io.waybill.activities.batch;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The requests of batches, ended or not. Thread-safe. */
public interface BatchRequests {

    /**
     * {@return the requests after {@code after}, in the order in which they came; none where the account has no such
     * batch}
     *
     * @param after an index, -1 for the beginning
     * @param limit most of them
     */
    List<BatchRequest> list(UUID accountId, UUID batchId, int after, int limit);

    /** {@return how each of these items was asked for; those of files and tasks are left out} */
    Map<Integer, RequestForm> forms(UUID batchId, List<Integer> indexes);
}
