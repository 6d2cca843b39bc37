package io.waybill.activities.key;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/** HMAC-SHA-256 under numbered peppers, and AES-256-GCM to open what was sealed under them. */
@Component
final class Peppers implements Pepper {

    private static final String ALGORITHM = "HmacSHA256";
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final String DERIVATION = "waybill sealing 1:";

    /** As NIST SP 800-38D recommends. */
    private static final int NONCE_BYTES = 12;

    private static final int TAG_BITS = 128;

    private final Map<Integer, SecretKey> byVersion;
    private final int current;

    Peppers(KeySettings settings) {
        var peppers = new HashMap<>(settings.previousPeppers());
        peppers.put(settings.pepperVersion(), String.valueOf(settings.pepper()));
        var secrets = new HashMap<Integer, SecretKey>();
        peppers.forEach((version, pepper) ->
                secrets.put(version, new SecretKeySpec(pepper.getBytes(StandardCharsets.UTF_8), ALGORITHM)));
        this.byVersion = Map.copyOf(secrets);
        this.current = settings.pepperVersion();
    }

    @Override
    public int current() {
        return current;
    }

    /** {@return the numbers of all peppers} */
    Set<Integer> versions() {
        return byVersion.keySet();
    }

    @Override
    public Optional<byte[]> hmac(int version, String text) {
        return Optional.ofNullable(byVersion.get(version)).map(secret -> {
            try {
                Mac mac = Mac.getInstance(ALGORITHM);
                mac.init(secret);
                return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
            }
        });
    }

    @Override
    public Optional<byte[]> open(int version, String context, byte[] sealed) {
        byte[] nonce = java.util.Arrays.copyOf(sealed, NONCE_BYTES);
        try {
            Optional<Cipher> cipher = cipher(version, context, nonce);
            if (cipher.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(cipher.get().doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot open " + context, e);
        }
    }

    /** The key is the HMAC of the context: one step of HKDF's expansion (RFC 5869), which 32 bytes are. */
    private Optional<Cipher> cipher(int version, String context, byte[] nonce) throws GeneralSecurityException {
        Optional<byte[]> key = hmac(version, DERIVATION + context);
        if (key.isEmpty()) {
            return Optional.empty();
        }
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key.get(), "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
        return Optional.of(cipher);
    }
}
