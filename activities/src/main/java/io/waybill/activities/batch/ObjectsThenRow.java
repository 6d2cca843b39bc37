package io.waybill.activities.batch;

import io.waybill.activities.file.Files;
import io.waybill.activities.id.Ids;
import io.waybill.storage.object.ObjectKeys;
import io.waybill.storage.object.ObjectStore;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Deletes objects first: as long as the row is there, whoever was cut short can go on. */
@Component
final class ObjectsThenRow implements BatchDeletion {

    private static final int PAGE = 1_000;

    private final BatchRows rows;
    private final DeletionMapper deletions;
    private final Files files;
    private final ObjectStore objects;
    private final Clock clock;

    ObjectsThenRow(BatchRows rows, DeletionMapper deletions, Files files, ObjectStore objects, Clock clock) {
        this.rows = rows;
        this.deletions = deletions;
        this.files = files;
        this.objects = objects;
        this.clock = clock;
    }

    @Override
    public void delete(UUID accountId, UUID batchId) throws IOException {
        BatchRow batch = rows.find(batchId);
        if (!batch.state().isTerminal()) {
            throw new IllegalStateException("the batch is " + batch.state() + ", it is not deleted");
        }
        deleteFile(accountId, batch.outputFileId());
        deleteFile(accountId, batch.errorFileId());
        String after = "";
        List<String> page;
        do {
            page = deletions.outcomes(batchId, after, PAGE);
            for (String key : page) {
                objects.delete(key);
                after = key;
            }
        } while (page.size() == PAGE);
        for (String key : deletions.segments(batchId)) {
            objects.delete(key);
        }
        String account = accountId.toString();
        String rendered = Ids.render(Ids.BATCH, batchId);
        objects.delete(ObjectKeys.errors(account, rendered));
        objects.delete(ObjectKeys.reused(account, rendered));
        objects.delete(ObjectKeys.reusedIndex(account, rendered));
        deletions.delete(batchId, clock.instant());
    }

    private void deleteFile(UUID accountId, @Nullable UUID file) throws IOException {
        if (file != null) {
            files.delete(accountId, file);
        }
    }
}
