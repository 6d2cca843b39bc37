package io.waybill.activities.receipt;

import static java.util.Objects.requireNonNull;

import io.waybill.receipts.receipt.Outcome;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How an item ended.
 *
 * @param modelId row of the model; -1 where its line names none
 * @param micros time the model took; -1 where it never ran
 * @param startedAt when its run began; null where it never ran, or nobody says
 * @param finishedAt null where nothing but the end of its batch ended it
 * @param inputSha256 of the request's body, 32 bytes; empty where nobody read one
 * @param outputSha256 of its result, 32 bytes; empty where it has none
 * @param source the item whose result it was given; null where none was reused
 */
@SuppressWarnings("ArrayRecordComponent") // hashes on their way into receipts, compared by nobody
public record EndedItem(
        int index,
        Outcome outcome,
        int modelId,
        int micros,
        long priceNanos,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        byte[] inputSha256,
        byte[] outputSha256,
        @Nullable Source source) {

    /** Checks that what must be there is. */
    public EndedItem {
        requireNonNull(outcome, "outcome");
        requireNonNull(inputSha256, "inputSha256");
        requireNonNull(outputSha256, "outputSha256");
    }

    /**
     * An item whose result was reused.
     *
     * @param batchId null for the item's own batch
     */
    public record Source(@Nullable UUID batchId, int index) {}
}
