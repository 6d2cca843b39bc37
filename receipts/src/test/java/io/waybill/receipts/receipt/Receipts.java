package io.waybill.receipts.receipt;

import java.time.Instant;
import java.util.Map;

/** Receipts as tests need them. */
public final class Receipts {

    /** A thumbprint of no key. */
    public static final String KEY_ID = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k";

    private static final String HASH = "0123456789abcdef".repeat(4);

    private Receipts() {}

    /** {@return a receipt with every member} */
    public static Receipt full(long index, String keyId) {
        return new Receipt(
                ReceiptId.derived(new byte[32], index),
                "acct_7d0c4f1e5a",
                AttestationType.PLATFORM_OBSERVED,
                new BatchPlace("batch_0198c0ffee", index),
                new ModelUsed("all-minilm-l6-v2", HASH, Map.of("onnxruntime", "1.28.0", "djl", "0.38.0")),
                new Commitments(HASH, HASH, HASH),
                Instant.parse("2026-11-22T17:42:41.123Z"),
                Instant.parse("2026-11-22T17:42:41.130Z"),
                Outcome.SUCCEEDED,
                20_000,
                Energy.of(false, 210_700, 60, 400),
                null,
                Map.of("customer_trace_id", "0123456789abcdef0123456789abcdef", "environment", "größe \"1\""),
                keyId);
    }

    /** {@return a receipt with no member that may be left out} */
    public static Receipt bare(String keyId) {
        return new Receipt(
                ReceiptId.derived(new byte[32], 1),
                "acct_1",
                AttestationType.CLIENT_ASSERTED,
                null,
                new ModelUsed("m", null, Map.of()),
                Commitments.NONE,
                null,
                Instant.EPOCH,
                Outcome.CANCELLED,
                0,
                null,
                null,
                Map.of(),
                keyId);
    }
}
