package io.waybill.activities.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/**
 * The headers of <a href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">
 * Standard Webhooks</a>: one {@code v1} part (HMAC-SHA-256) for each secret that signs, one {@code v1a} part (Ed25519)
 * by the platform's key.
 */
@Component
final class Signatures {

    private static final String HMAC = "HmacSHA256";

    private final WebhookSecrets secrets;
    private final WebhookKeys keys;

    Signatures(WebhookSecrets secrets, WebhookKeys keys) {
        this.secrets = secrets;
        this.keys = keys;
    }

    /** {@return the headers for a body that is sent now} */
    Map<String, String> headers(String eventId, UUID secretOwner, String body, Instant now) {
        String seconds = Long.toString(now.getEpochSecond());
        byte[] signed = (eventId + "." + seconds + "." + body).getBytes(StandardCharsets.UTF_8);
        var signatures = new StringJoiner(" ");
        secrets.keys(secretOwner).forEach(key -> signatures.add("v1," + hmac(key, signed)));
        signatures.add("v1a," + ed25519(signed));
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("webhook-id", eventId);
        headers.put("webhook-timestamp", seconds);
        headers.put("webhook-signature", signatures.toString());
        return headers;
    }

    private static String hmac(byte[] key, byte[] signed) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return Base64.getEncoder().encodeToString(mac.doFinal(signed));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
        }
    }

    private String ed25519(byte[] signed) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(keys.signing());
            signature.update(signed);
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has Ed25519", e);
        }
    }
}
