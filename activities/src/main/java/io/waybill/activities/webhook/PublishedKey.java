package io.waybill.activities.webhook;

import java.time.Instant;
import java.util.Base64;

/**
 * A key of signatures {@code v1a} as receivers have it.
 *
 * @param id RFC 7638 thumbprint
 * @param key its 32 bytes (RFC 8032)
 */
@SuppressWarnings("ArrayRecordComponent") // bytes of a key, compared by nobody
public record PublishedKey(String id, byte[] key, Instant createdAt) {

    /** {@return the key for Standard Webhooks' libraries} */
    public String text() {
        return "whpk_" + Base64.getEncoder().encodeToString(key);
    }

    /** {@return the key for a JWK's {@code x}} */
    public String x() {
        return base64Url(key);
    }

    static String base64Url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
