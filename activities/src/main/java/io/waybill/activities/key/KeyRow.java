package io.waybill.activities.key;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One row of {@code api_key}.
 *
 * @param expiresAt null where it does not expire
 * @param revokedAt null where it was not
 */
@SuppressWarnings("ArrayRecordComponent") // compared by MessageDigest.isEqual alone
record KeyRow(
        String id,
        UUID accountId,
        String name,
        byte[] secretHmac,
        int pepperVersion,
        String last4,
        List<String> scopes,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt) {

    KeyRow {
        requireNonNull(id, "id");
        requireNonNull(accountId, "accountId");
        requireNonNull(name, "name");
        requireNonNull(secretHmac, "secretHmac");
        requireNonNull(last4, "last4");
        scopes = List.copyOf(scopes);
        requireNonNull(createdAt, "createdAt");
    }

    boolean isValidAt(Instant now) {
        Instant end = expiresAt;
        return revokedAt == null && (end == null || now.isBefore(end));
    }

    @Override
    public String toString() {
        return "KeyRow[id=" + id + "]";
    }
}
