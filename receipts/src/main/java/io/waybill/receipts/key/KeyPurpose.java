package io.waybill.receipts.key;

import java.util.Locale;

/** What a key signs. Each purpose has keys of its own, so that nothing signed for one can pass for another. */
public enum KeyPurpose {
    /** Receipts of what the platform observed, and statements of batches. */
    RECEIPTS,
    /** Receipts of what clients asserted. */
    ASSERTIONS,
    /** Checkpoints of the log, and the history of keys. */
    CHECKPOINTS,
    /** Webhooks, part {@code v1a}. */
    WEBHOOKS;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** {@return the name in JWKs} */
    public String wireName() {
        return wireName;
    }
}
