package io.waybill.activities.batch;

import io.waybill.activities.file.FileInUse;
import io.waybill.activities.file.Files;
import io.waybill.activities.id.Ids;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Ended batches in the order in which their time is over, page by page. A row is marked when its objects are gone. */
@Component
final class DueBatches implements BatchRetention {

    private static final Logger LOGGER = LoggerFactory.getLogger(DueBatches.class);

    private static final int PAGE = 200;
    private static final UUID BEFORE_ALL = new UUID(0, 0);

    private final DeletionMapper rows;
    private final BatchObjects objects;
    private final Files files;
    private final Clock clock;

    DueBatches(DeletionMapper rows, BatchObjects objects, Files files, Clock clock) {
        this.rows = rows;
        this.objects = objects;
        this.files = files;
        this.clock = clock;
    }

    @Override
    public long removeResults(Runnable alive) throws IOException {
        Instant now = clock.instant();
        return remove(
                (until, id) -> rows.resultsDue(now, until, id, PAGE), batch -> removeResults(batch, alive), alive);
    }

    @Override
    public long removeInputs(Runnable alive) throws IOException {
        Instant now = clock.instant();
        return remove((until, id) -> rows.inputDue(now, until, id, PAGE), batch -> removeInput(batch, alive), alive);
    }

    /** What has to stay is passed over, so the next page begins after the last of this one. */
    private static long remove(Pages pages, Removal removal, Runnable alive) throws IOException {
        long removed = 0;
        Instant until = Instant.EPOCH;
        UUID id = BEFORE_ALL;
        while (true) {
            List<DueBatchRow> page = pages.after(until, id);
            for (DueBatchRow batch : page) {
                removed += removal.of(batch) ? 1 : 0;
                alive.run();
            }
            if (page.size() < PAGE) {
                return removed;
            }
            until = page.getLast().until();
            id = page.getLast().id();
        }
    }

    private boolean removeResults(DueBatchRow batch, Runnable alive) throws IOException {
        try {
            deleteFile(batch.accountId(), batch.outputFileId());
            deleteFile(batch.accountId(), batch.errorFileId());
        } catch (FileInUse e) {
            LOGGER.atInfo()
                    .addKeyValue("batch", Ids.render(Ids.BATCH, batch.id()))
                    .addKeyValue("reason", e.getMessage())
                    .log("results whose time is over are kept until nobody copies them");
            return false;
        }
        objects.removeResults(batch.accountId(), batch.id(), alive);
        rows.resultsRemoved(batch.id(), clock.instant());
        return true;
    }

    private boolean removeInput(DueBatchRow batch, Runnable alive) throws IOException {
        objects.removeInput(batch.id(), alive);
        rows.inputRemoved(batch.id(), clock.instant());
        return true;
    }

    private void deleteFile(UUID accountId, @Nullable UUID file) throws IOException {
        if (file != null) {
            files.delete(accountId, file);
        }
    }

    /** The next rows. */
    private interface Pages {
        List<DueBatchRow> after(Instant until, UUID id);
    }

    /** Removes something of a batch; answers whether it is gone. */
    private interface Removal {
        boolean of(DueBatchRow batch) throws IOException;
    }
}
