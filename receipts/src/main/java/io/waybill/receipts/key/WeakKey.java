package io.waybill.receipts.key;

/** Bytes that no signature is checked with: not a public key, or one for which verifiers disagree. */
public final class WeakKey extends IllegalArgumentException {

    /** Says what is wrong with them. */
    public WeakKey(String message) {
        super(message);
    }
}
