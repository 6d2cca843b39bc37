package io.waybill.activities.receipt;

import static java.util.Objects.requireNonNull;

import io.waybill.receipts.receipt.Receipt;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A receipt as it is kept.
 *
 * @param canonical its bytes, which are signed
 * @param accountId whose it is; stands in no receipt
 * @param signature 64 bytes
 * @param logIndex its place in the log; null until it is there
 * @param batchId null for calls and assertions
 */
@SuppressWarnings("ArrayRecordComponent") // bytes, compared by nobody
public record FoundReceipt(
        Receipt receipt,
        byte[] canonical,
        UUID accountId,
        byte[] signature,
        @Nullable Long logIndex,
        @Nullable UUID batchId) {

    /** Checks that what must be there is. */
    public FoundReceipt {
        requireNonNull(receipt, "receipt");
        requireNonNull(accountId, "accountId");
    }
}
