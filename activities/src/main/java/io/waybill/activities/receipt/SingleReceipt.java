package io.waybill.activities.receipt;

import static java.util.Objects.requireNonNull;

import io.waybill.receipts.key.VerifyKey;
import io.waybill.receipts.receipt.Receipt;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A receipt of a call or an assertion, signed, and not stored yet.
 *
 * @param key that signed it
 * @param reference of the charge that it is of; null where nothing was charged
 */
@SuppressWarnings("ArrayRecordComponent") // bytes, compared by nobody
public record SingleReceipt(
        Receipt receipt,
        byte[] canonical,
        byte[] signature,
        VerifyKey key,
        UUID accountId,
        byte[] salts,
        Instant at,
        @Nullable String reference) {

    /** Checks that what must be there is. */
    public SingleReceipt {
        requireNonNull(receipt, "receipt");
        requireNonNull(key, "key");
        requireNonNull(accountId, "accountId");
        requireNonNull(at, "at");
    }
}
