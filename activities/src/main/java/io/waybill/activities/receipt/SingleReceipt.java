package io.waybill.activities.receipt;

import static java.util.Objects.requireNonNull;

import io.waybill.receipts.key.VerifyKey;
import io.waybill.receipts.receipt.Receipt;
import java.time.Instant;
import java.util.UUID;

/**
 * A receipt of a call or an assertion, signed, and not stored yet.
 *
 * @param key that signed it
 */
@SuppressWarnings("ArrayRecordComponent") // bytes, compared by nobody
public record SingleReceipt(
        Receipt receipt, byte[] canonical, byte[] signature, VerifyKey key, UUID accountId, byte[] salts, Instant at) {

    /** Checks that what must be there is. */
    public SingleReceipt {
        requireNonNull(receipt, "receipt");
        requireNonNull(key, "key");
        requireNonNull(accountId, "accountId");
        requireNonNull(at, "at");
    }
}
