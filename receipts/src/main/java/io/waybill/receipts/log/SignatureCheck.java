package io.waybill.receipts.log;

/** Checks an Ed25519 signature. */
@FunctionalInterface
public interface SignatureCheck {

    /**
     * Returns whether the signature of 64 bytes is that of the key of 32 bytes over the message. Never throws for bad
     * bytes.
     */
    boolean verifies(byte[] publicKey, byte[] message, byte[] signature);
}
