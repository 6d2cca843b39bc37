package io.waybill.activities.file;

import io.waybill.activities.id.Ids;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Files in the order in which they expired, page by page; each is deleted as its client would. */
@Component
final class DueFiles implements FileRetention {

    private static final Logger LOGGER = LoggerFactory.getLogger(DueFiles.class);

    private static final int PAGE = 500;
    private static final DueFileRow BEFORE_ALL = new DueFileRow(new UUID(0, 0), new UUID(0, 0), Instant.EPOCH);

    private final FileMapper rows;
    private final Files files;
    private final Clock clock;

    DueFiles(FileMapper rows, Files files, Clock clock) {
        this.rows = rows;
        this.files = files;
        this.clock = clock;
    }

    @Override
    public long removeExpired(Runnable alive) throws IOException {
        Instant now = clock.instant();
        return remove(alive, after -> rows.expired(now, after.since(), after.id(), PAGE))
                + remove(alive, after -> rows.halfDeleted(after.since(), after.id(), PAGE));
    }

    /** What is read by a batch is passed over, so the next page begins after the last of this one. */
    private long remove(Runnable alive, Pages pages) throws IOException {
        long removed = 0;
        DueFileRow after = BEFORE_ALL;
        while (true) {
            List<DueFileRow> page = pages.after(after);
            for (DueFileRow file : page) {
                removed += remove(file) ? 1 : 0;
                alive.run();
            }
            if (page.size() < PAGE) {
                return removed;
            }
            after = page.getLast();
        }
    }

    private boolean remove(DueFileRow file) throws IOException {
        try {
            return files.delete(file.accountId(), file.id());
        } catch (FileInUse e) {
            LOGGER.atInfo()
                    .addKeyValue("file", Ids.render(Ids.FILE, file.id()))
                    .addKeyValue("reason", e.getMessage())
                    .log("a file that has expired is kept until nobody reads it");
            return false;
        }
    }

    /** The next rows. */
    private interface Pages {
        List<DueFileRow> after(DueFileRow last);
    }
}
