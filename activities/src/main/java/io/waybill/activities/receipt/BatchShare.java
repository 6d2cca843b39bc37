package io.waybill.activities.receipt;

import io.waybill.activities.id.Ids;
import io.waybill.activities.receipt.ReceiptMapper.BatchRow;
import io.waybill.receipts.receipt.AttestationType;
import io.waybill.receipts.receipt.BatchPlace;
import io.waybill.receipts.receipt.BatchReceiptWriter;
import io.waybill.receipts.receipt.Commitments;
import io.waybill.receipts.receipt.Energy;
import io.waybill.receipts.receipt.Receipt;
import io.waybill.receipts.receipt.ReceiptId;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the receipts of a batch share, and the one place where they are made: now, and again when they are asked for.
 * Not thread-safe.
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
    private int energyMicros = -1;
    private @Nullable Energy energy; // of so many; null before the first
    private @Nullable BatchReceiptWriter writer; // null until a digest is asked for

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
        int at = idAt(item.index());
        return new Receipt(
                ReceiptId.of(Arrays.copyOfRange(idBlock, at, at + ID_BYTES)),
                pseudonym,
                AttestationType.PLATFORM_OBSERVED,
                new BatchPlace(batch, item.index()),
                models.of(item.modelId()),
                new Commitments(hex(item.input()), hex(item.output()), null),
                startedAt(item),
                Instant.ofEpochMilli(item.finishedMillis()),
                item.outcome(),
                item.priceNanos(),
                energy(item),
                reused(item),
                Map.of(),
                row.keyId());
    }

    /**
     * Writes the {@linkplain Receipt#digest() digest} of the same receipt to a place of an array, without making it.
     */
    void digest(ItemRecord item, byte[] target, int offset) {
        int at = idAt(item.index());
        writer().digest(
                        new BatchReceiptWriter.Item(
                                item.index(),
                                models.of(item.modelId()),
                                item.input(),
                                item.output(),
                                energy(item),
                                startedAt(item),
                                Instant.ofEpochMilli(item.finishedMillis()),
                                item.outcome(),
                                item.priceNanos(),
                                idBlock,
                                at,
                                reused(item)),
                        target,
                        offset);
    }

    private BatchReceiptWriter writer() {
        BatchReceiptWriter known = writer;
        if (known == null) {
            known = new BatchReceiptWriter(pseudonym, batch, row.keyId());
            writer = known;
        }
        return known;
    }

    private static @Nullable String hex(byte[] commitment) {
        return commitment.length == 0 ? null : HexFormat.of().formatHex(commitment);
    }

    private static @Nullable Instant startedAt(ItemRecord item) {
        return item.ranMillis() < 0 ? null : Instant.ofEpochMilli(item.finishedMillis() - item.ranMillis());
    }

    private @Nullable Energy energy(ItemRecord item) {
        if (item.micros() < 0) {
            return null;
        }
        if (item.micros() != energyMicros) {
            energy = energy(item.micros(), row.watts(), row.gridGrams(), row.referenceGrams());
            energyMicros = item.micros();
        }
        return energy;
    }

    private @Nullable String reused(ItemRecord item) {
        ItemRecord.Source source = item.source();
        return source == null ? null : ids.of(source.ordinal(), source.index());
    }

    /** Rated power times running time: Wh = W × s ÷ 3600, so nWh = W × µs ÷ 3.6. */
    static Energy energy(long micros, int watts, int gridGrams, int referenceGrams) {
        return Energy.of(false, micros * watts * 10 / 36, gridGrams, referenceGrams);
    }

    /** {@return where the item's id stands in {@link #idBlock}} */
    private int idAt(int index) {
        if (index < idFirst || index >= idFirst + idBlock.length / ID_BYTES) {
            idBlock = ids.of(ordinal, index, ahead);
            idFirst = index;
        }
        return (index - idFirst) * ID_BYTES;
    }
}
