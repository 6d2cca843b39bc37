package io.waybill.activities.batch;

import io.waybill.storage.object.ObjectStore;
import java.io.InputStream;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Failed items out of the segments of their batch. */
@Component
final class SegmentedFailedItems implements FailedItems {

    private final FailedItemMapper items;
    private final ObjectStore objects;

    SegmentedFailedItems(FailedItemMapper items, ObjectStore objects) {
        this.items = items;
        this.objects = objects;
    }

    @Override
    public long count(UUID batchId) {
        return items.count(batchId);
    }

    @Override
    public InputStream open(UUID batchId) {
        return new FailedLineStream(items, objects, batchId);
    }
}
