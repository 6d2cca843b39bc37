package io.waybill.activities.testing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Seals as versions did that had no key of their own for it: under a key derived from the pepper. */
public final class EarlierSealing {

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private EarlierSealing() {}

    /** {@return nonce and AES-256-GCM of {@code plain}; the nonce is fixed, the key is of one context alone} */
    public static byte[] seal(String pepper, String context, byte[] plain) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(bytes(pepper), "HmacSHA256"));
            var key = new SecretKeySpec(mac.doFinal(bytes("waybill sealing 1:" + context)), "AES");
            byte[] nonce = new byte[NONCE_BYTES];
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(bytes(context));
            byte[] sealed = cipher.doFinal(plain);
            return ByteBuffer.allocate(nonce.length + sealed.length)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
