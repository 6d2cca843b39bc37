package io.waybill.activities.batch;

import io.waybill.activities.file.Files;
import java.io.IOException;
import java.time.Clock;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Deletes objects first: as long as the row is there, whoever was cut short can go on. */
@Component
final class ObjectsThenRow implements BatchDeletion {

    private final BatchRows rows;
    private final DeletionMapper deletions;
    private final Files files;
    private final BatchObjects objects;
    private final Clock clock;

    ObjectsThenRow(BatchRows rows, DeletionMapper deletions, Files files, BatchObjects objects, Clock clock) {
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
        objects.removeResults(accountId, batchId, () -> {});
        objects.removeInput(batchId, () -> {});
        deletions.delete(batchId, clock.instant());
    }

    private void deleteFile(UUID accountId, @Nullable UUID file) throws IOException {
        if (file != null) {
            files.delete(accountId, file);
        }
    }
}
