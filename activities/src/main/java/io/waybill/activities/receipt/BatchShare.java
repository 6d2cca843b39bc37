package io.waybill.activities.receipt;

import io.waybill.activities.id.Ids;
import io.waybill.activities.receipt.ReceiptMapper.BatchRow;
import io.waybill.receipts.receipt.AttestationType;
import io.waybill.receipts.receipt.BatchPlace;
import io.waybill.receipts.receipt.Commitments;
import io.waybill.receipts.receipt.Energy;
import io.waybill.receipts.receipt.Receipt;
import io.waybill.receipts.receipt.ReceiptId;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;

/**
 * What the receipts of a batch share, and the one place where they are made: now, and again when they are asked for.
 */
final class BatchShare {

    private static final int ID_BYTES = 16;

    private final BatchRow row;
    private final String batch;
    private final String pseudonym;
    private final long ordinal;
    private final ReceiptIds ids;
    private final Models models;
    private final int ahead;
    private byte[] idBlock = new byte[0];
    private int idFirst;

    /**
     * Makes the receipts of a batch.
     *
     * @param ahead ids made at once
     */
    BatchShare(BatchRow row, ReceiptIds ids, Models models, int ahead) {
        this.row = row;
        this.batch = Ids.render(Ids.BATCH, row.batchId());
        this.pseudonym = ids.pseudonym(row.accountId());
        this.ordinal = row.ordinal();
        this.ahead = ahead;
        this.ids = ids;
        this.models = models;
    }

    String batch() {
        return batch;
    }

    String pseudonym() {
        return pseudonym;
    }

    Receipt receipt(ItemRecord item) {
        boolean ran = item.micros() >= 0;
        ItemRecord.Source source = item.source();
        return new Receipt(
                id(item.index()),
                pseudonym,
                AttestationType.PLATFORM_OBSERVED,
                new BatchPlace(batch, item.index()),
                models.of(item.modelId()),
                new Commitments(item.input(), item.output(), null),
                item.ranMillis() < 0 ? null : Instant.ofEpochMilli(item.finishedMillis() - item.ranMillis()),
                Instant.ofEpochMilli(item.finishedMillis()),
                item.outcome(),
                item.priceNanos(),
                ran ? energy(item.micros(), row.watts(), row.gridGrams(), row.referenceGrams()) : null,
                source == null ? null : ids.of(source.ordinal(), source.index()),
                Map.of(),
                row.keyId());
    }

    /** Rated power times running time: Wh = W × s ÷ 3600, so nWh = W × µs ÷ 3.6. */
    static Energy energy(long micros, int watts, int gridGrams, int referenceGrams) {
        return Energy.of(false, micros * watts * 10 / 36, gridGrams, referenceGrams);
    }

    private String id(int index) {
        if (index < idFirst || index >= idFirst + idBlock.length / ID_BYTES) {
            idBlock = ids.of(ordinal, index, ahead);
            idFirst = index;
        }
        int at = (index - idFirst) * ID_BYTES;
        return ReceiptId.of(Arrays.copyOfRange(idBlock, at, at + ID_BYTES));
    }
}
