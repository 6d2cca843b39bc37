package io.waybill.standalone.client;

import static java.util.Objects.requireNonNull;

import io.waybill.activities.webhook.WebhookSecret;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The headers of a webhook, as Standard Webhooks name them.
 *
 * @param id {@code webhook-id}
 * @param timestamp {@code webhook-timestamp}
 * @param signature {@code webhook-signature}
 */
public record WebhookSignature(String id, String timestamp, String signature) {

    private static final String HMAC = "HmacSHA256";
    private static final String ED25519 = "Ed25519";
    private static final String PUBLIC_KEY = "whpk_";
    private static final int PUBLIC_KEY_BYTES = 32;

    /** What stands before the key in its X.509 form (RFC 8410). */
    private static final byte[] X509_HEAD = HexFormat.of().parseHex("302a300506032b6570032100");

    /** Checks that what must be there is. */
    public WebhookSignature {
        requireNonNull(id, "id");
        requireNonNull(timestamp, "timestamp");
        requireNonNull(signature, "signature");
    }

    /**
     * {@return what is wrong with the body under these headers; empty where nothing is}
     *
     * @param key {@code whsec_…} for a part {@code v1}, {@code whpk_…} for a part {@code v1a}
     * @param tolerance how old or new it may be
     */
    public String wrong(String key, byte[] body, Instant now, Duration tolerance) {
        if (!timestamp.matches("\\d{1,11}")) {
            return "webhook-timestamp is not a number of seconds";
        }
        Duration age = Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), now);
        if (age.abs().compareTo(tolerance) > 0) {
            return "webhook-timestamp is " + age.toSeconds() + " s old, allowed are " + tolerance.toSeconds();
        }
        boolean publicKey = key.startsWith(PUBLIC_KEY);
        String version = publicKey ? "v1a," : "v1,";
        try {
            for (String part : signature.split(" ", -1)) {
                if (part.startsWith(version)) {
                    byte[] bytes = Base64.getDecoder().decode(part.substring(version.length()));
                    if (publicKey ? isSigned(key, bytes, body) : isAuthentic(key, bytes, body)) {
                        return "";
                    }
                }
            }
        } catch (GeneralSecurityException e) {
            return "webhook-signature or the key cannot be read: " + e.getMessage();
        } catch (IllegalArgumentException e) {
            return "the key or webhook-signature " + e.getMessage();
        }
        return "no part " + version + "… of webhook-signature is right for this key and body";
    }

    private boolean isAuthentic(String key, byte[] part, byte[] body) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(HMAC);
        mac.init(new SecretKeySpec(WebhookSecret.key(key), HMAC));
        return MessageDigest.isEqual(mac.doFinal(signed(body)), part);
    }

    private boolean isSigned(String key, byte[] part, byte[] body) throws GeneralSecurityException {
        byte[] raw = Base64.getDecoder().decode(key.substring(PUBLIC_KEY.length()));
        if (raw.length != PUBLIC_KEY_BYTES) {
            throw new IllegalArgumentException("has " + raw.length + " bytes, an Ed25519 key has 32");
        }
        byte[] x509 = Arrays.copyOf(X509_HEAD, X509_HEAD.length + raw.length);
        System.arraycopy(raw, 0, x509, X509_HEAD.length, raw.length);
        Signature verifier = Signature.getInstance(ED25519);
        verifier.initVerify(KeyFactory.getInstance(ED25519).generatePublic(new X509EncodedKeySpec(x509)));
        verifier.update(signed(body));
        return verifier.verify(part);
    }

    private byte[] signed(byte[] body) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
        bytes.writeBytes(body);
        return bytes.toByteArray();
    }
}
