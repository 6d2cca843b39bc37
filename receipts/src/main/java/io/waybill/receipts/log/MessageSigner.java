package io.waybill.receipts.log;

/** Signs with an Ed25519 key that stays where it is. */
@FunctionalInterface
public interface MessageSigner {

    /** Returns the signature over the message, 64 bytes. */
    byte[] sign(byte[] message);
}
