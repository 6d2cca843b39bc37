package io.waybill.receipts.key;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the history says of a key.
 *
 * @param key the key
 * @param purpose what it signs
 * @param from since when it signs, in whole milliseconds
 * @param until when it stopped, in whole milliseconds; null while it signs
 * @param revokedAtLogSize the size of the log when the key was found to be in strange hands; null while it is in good
 *     ones. What stands in the log before that place was signed by the platform; nothing else is believed
 */
public record SigningKeyInfo(
        VerifyKey key,
        KeyPurpose purpose,
        Instant from,
        @Nullable Instant until,
        @Nullable Long revokedAtLogSize) {

    /** Checks that the fields agree. */
    public SigningKeyInfo {
        requireNonNull(key, "key");
        requireNonNull(purpose, "purpose");
        requireNonNull(from, "from");
        if (until != null && until.isBefore(from)) {
            throw new IllegalArgumentException("until: %s is before %s".formatted(until, from));
        }
        if (revokedAtLogSize != null && (until == null || revokedAtLogSize < 0)) {
            throw new IllegalArgumentException("revoked_at_log_size: needs valid_until, and is not negative");
        }
    }

    /** {@return {@code active}, {@code retired} or {@code revoked}} */
    public String status() {
        if (revokedAtLogSize != null) {
            return "revoked";
        }
        return until == null ? "active" : "retired";
    }
}
