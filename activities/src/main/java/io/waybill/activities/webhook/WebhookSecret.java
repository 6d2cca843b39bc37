package io.waybill.activities.webhook;

import java.security.SecureRandom;
import java.util.Base64;

/** The text of a secret: {@code whsec_} and the base64 of 24 to 64 bytes (Standard Webhooks). */
public final class WebhookSecret {

    /** How it begins. */
    public static final String PREFIX = "whsec_";

    private static final int BYTES_MIN = 24;
    private static final int BYTES_MAX = 64;
    private static final int BYTES_MADE = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private WebhookSecret() {}

    /** {@return a new one} */
    static String make() {
        byte[] bytes = new byte[BYTES_MADE];
        RANDOM.nextBytes(bytes);
        return PREFIX + Base64.getEncoder().encodeToString(bytes);
    }

    /**
     * {@return the key in {@code text}}
     *
     * @throws IllegalArgumentException where it is no secret; the message does not show it
     */
    public static byte[] key(String text) {
        String digits = text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text;
        byte[] key;
        try {
            key = Base64.getDecoder().decode(digits);
        } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException("must be " + PREFIX + " followed by base64");
        }
        if (key.length < BYTES_MIN || key.length > BYTES_MAX) {
            throw new IllegalArgumentException("has " + key.length + " bytes behind " + PREFIX + ", allowed are "
                    + BYTES_MIN + " to " + BYTES_MAX);
        }
        return key;
    }
}
