package io.waybill.activities.batch;

import io.waybill.activities.receipt.EndedItem;
import io.waybill.receipts.receipt.Receipt;
import io.waybill.storage.outcome.OutcomeDigests;
import io.waybill.workflows.batch.ItemState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A run of a chunk whose items are asked for in their order. One thread. */
final class EndedRun {

    private static final byte[] NONE = {};

    private final OutcomeDigests outcomes;
    private final Instant settledAt;
    private final @Nullable Instant startedAt; // null where nobody says
    private int place;

    EndedRun(TimedRunRow row, OutcomeDigests outcomes) {
        Instant started = row.startedAt();
        this.outcomes = outcomes;
        this.settledAt = Receipt.moment(row.settledAt());
        this.startedAt = started == null ? null : Receipt.moment(started);
    }

    /** {@return how an item ended, which comes after all that were asked for} */
    EndedItem ended(PackedItem item) {
        while (place < outcomes.size() && outcomes.index(place) < item.index()) {
            place++;
        }
        if (place == outcomes.size() || outcomes.index(place) != item.index()) {
            throw item.lost();
        }
        return item.ended(
                outcomes.micros(place),
                startedAt,
                settledAt,
                outcomes.inputSha256(place),
                item.state() == ItemState.succeeded ? outcomes.outputSha256(place) : NONE);
    }
}
