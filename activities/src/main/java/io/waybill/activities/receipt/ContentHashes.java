package io.waybill.activities.receipt;

import java.util.List;
import java.util.UUID;

/** How the items of a batch ended, as their results say: as long as the results are kept. */
public interface ContentHashes {

    /**
     * {@return the items after an index and up to another, in order}
     *
     * @throws RuntimeException where results are gone
     */
    List<EndedItem> page(UUID batchId, int after, int last);
}
