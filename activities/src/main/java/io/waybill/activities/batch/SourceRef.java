package io.waybill.activities.batch;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The item whose result answers another.
 *
 * @param batchId null for one of the same batch, which has not ended yet
 * @param index of the item
 */
record SourceRef(@Nullable UUID batchId, int index) {

    boolean isSameBatch() {
        return batchId == null;
    }
}
