package io.waybill.activities.secret;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.aead.KmsEnvelopeAead;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.util.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/**
 * Encrypts secrets before they are stored: AES-256-GCM under a data key of its own for each, which is wrapped by the
 * key of the settings. The associated data are the secret's place. Thread-safe.
 *
 * <p>Format: <a href="https://developers.google.com/tink/wire-format#envelope_encryption">Tink's envelope</a>; the
 * wrapped data key begins with the number of the key that wraps it.
 */
@Component
@Lazy
final class EnvelopeSealing implements Sealing {

    private static final int NONCE_BYTES = 12;
    private static final int KEY_BYTES = 32;
    private static final int TAG_BYTES = 16;

    private final Aead envelope;

    EnvelopeSealing(SealingSettings settings) {
        try {
            AeadConfig.register();
            var keys = KeysetHandle.newBuilder()
                    .addEntry(KeysetHandle.importKey(key(settings.keyVersion(), String.valueOf(settings.key())))
                            .withFixedId(settings.keyVersion())
                            .makePrimary());
            for (var previous : settings.previousKeys().entrySet()) {
                keys.addEntry(KeysetHandle.importKey(key(previous.getKey(), previous.getValue()))
                        .withFixedId(previous.getKey()));
            }
            Aead wrapping = keys.build().getPrimitive(RegistryConfiguration.get(), Aead.class);
            envelope = KmsEnvelopeAead.create(PredefinedAeadParameters.AES256_GCM, wrapping);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the keys of waybill.secret cannot be used", e);
        }
    }

    @Override
    public byte[] seal(SecretPlace place, byte[] secret) {
        try {
            return envelope.encrypt(secret, associated(place));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot seal " + place.field() + " of " + place.row(), e);
        }
    }

    @Override
    public byte[] open(SecretPlace place, byte[] sealed) {
        try {
            return envelope.decrypt(sealed, associated(place));
        } catch (GeneralSecurityException e) {
            throw new SecretUnreadable(place, e);
        }
    }

    // The key is the operator's: it comes from a file in the form that other tools make too.
    @AccessesPartialKey
    private static AesGcmKey key(int version, String hex) throws GeneralSecurityException {
        var parameters = AesGcmParameters.builder()
                .setIvSizeBytes(NONCE_BYTES)
                .setKeySizeBytes(KEY_BYTES)
                .setTagSizeBytes(TAG_BYTES)
                .setVariant(AesGcmParameters.Variant.TINK)
                .build();
        return AesGcmKey.builder()
                .setParameters(parameters)
                .setKeyBytes(SecretBytes.copyFrom(HexFormat.of().parseHex(hex), InsecureSecretKeyAccess.get()))
                .setIdRequirement(version)
                .build();
    }

    // Lengths before the parts: no two places have the same bytes.
    private static byte[] associated(SecretPlace place) {
        String text = "waybill:1:" + place.accountId() + ":" + place.row().length() + ":" + place.row() + ":"
                + place.field().length() + ":" + place.field();
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
