package io.waybill.activities.batch;

import io.waybill.activities.id.Ids;
import io.waybill.storage.object.ObjectKeys;
import io.waybill.storage.object.ObjectStore;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Removes the objects of ended batches, by their keys. Safe to repeat: one that is gone is no failure. */
@Component
final class BatchObjects {

    private static final int PAGE = 1_000;

    private final DeletionMapper deletions;
    private final ObjectStore objects;

    BatchObjects(DeletionMapper deletions, ObjectStore objects) {
        this.deletions = deletions;
        this.objects = objects;
    }

    /** Removes what the batch's runs and steps wrote. */
    void removeResults(UUID accountId, UUID batchId, Runnable alive) throws IOException {
        String after = "";
        List<String> page;
        do {
            page = deletions.outcomes(batchId, after, PAGE);
            for (String key : page) {
                objects.delete(key);
                alive.run();
                after = key;
            }
        } while (page.size() == PAGE);
        String account = accountId.toString();
        String rendered = Ids.render(Ids.BATCH, batchId);
        objects.delete(ObjectKeys.errors(account, rendered));
        objects.delete(ObjectKeys.reused(account, rendered));
        objects.delete(ObjectKeys.reusedIndex(account, rendered));
        alive.run();
    }

    /** Removes lines that are the batch's own. */
    void removeInput(UUID batchId, Runnable alive) throws IOException {
        for (String key : deletions.segments(batchId)) {
            objects.delete(key);
            alive.run();
        }
    }
}
