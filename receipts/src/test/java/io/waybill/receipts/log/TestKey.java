package io.waybill.receipts.log;

import java.util.Arrays;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** A key of fixed bytes for tests. */
record TestKey(byte seed) {

    private byte[] secret() {
        var bytes = new byte[Ed25519.SECRET_KEY_SIZE];
        Arrays.fill(bytes, seed);
        return bytes;
    }

    byte[] publicKey() {
        var bytes = new byte[Ed25519.PUBLIC_KEY_SIZE];
        Ed25519.generatePublicKey(secret(), 0, bytes, 0);
        return bytes;
    }

    byte[] sign(byte[] message) {
        var signature = new byte[Ed25519.SIGNATURE_SIZE];
        Ed25519.sign(secret(), 0, message, 0, message.length, signature, 0);
        return signature;
    }

    static boolean verifies(byte[] key, byte[] message, byte[] signature) {
        return signature.length == Ed25519.SIGNATURE_SIZE
                && Ed25519.verify(signature, 0, key, 0, message, 0, message.length);
    }
}
