package io.waybill.activities.log;

import io.waybill.receipts.log.Hash;
import java.time.Clock;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Leaves as rows, until the sequencer takes them. */
@Component
final class StoredLogQueue implements LogQueue {

    private final LogMapper rows;
    private final Clock clock;

    StoredLogQueue(LogMapper rows, Clock clock) {
        this.rows = rows;
        this.clock = clock;
    }

    @Override
    public void batch(UUID batchId, int inObjects, byte[] entries) {
        rows.queue(batchId, null, inObjects + entries.length / Hash.BYTES, entries, clock.instant());
    }

    @Override
    public void call(UUID callId, byte[] leaf) {
        rows.queue(null, callId, 1, leaf, clock.instant());
    }
}
