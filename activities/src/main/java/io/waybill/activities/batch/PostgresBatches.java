package io.waybill.activities.batch;

import io.waybill.activities.database.Transactions;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Batches as rows. */
@Component
final class PostgresBatches implements Batches {

    /** Comes after every id. */
    private static final UUID LAST = new UUID(-1, -1);

    private final BatchMapper batches;
    private final SegmentMapper segments;
    private final Transactions transactions;
    private final Clock clock;

    PostgresBatches(BatchMapper batches, SegmentMapper segments, Transactions transactions, Clock clock) {
        this.batches = batches;
        this.segments = segments;
        this.transactions = transactions;
        this.clock = clock;
    }

    @Override
    public void create(NewBatch batch) {
        transactions.run(() -> {
            if (batches.insert(NewBatchRow.of(batch, clock.instant())) == 1) {
                segments.insert(batch.id(), batch.segmentKey(), batch.segmentBytes(), batch.segmentSha256());
            }
        });
    }

    @Override
    public Optional<Batch> find(UUID accountId, UUID batchId) {
        return batches.findWhole(accountId, batchId).map(WholeBatchRow::toBatch);
    }

    @Override
    public List<Batch> list(UUID accountId, @Nullable UUID after, int limit) {
        return batches.list(accountId, after == null ? LAST : after, limit).stream()
                .map(WholeBatchRow::toBatch)
                .toList();
    }
}
