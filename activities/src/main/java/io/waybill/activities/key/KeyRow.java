package io.waybill.activities.key;

import static java.util.Objects.requireNonNull;

import io.waybill.activities.identity.Network;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One row of {@code api_key}.
 *
 * @param kind {@link #KEY} or {@link #ORGANISATION}
 * @param networks CIDR; empty for everywhere
 * @param requestsPerMinute null where the key has no limit of its own
 * @param monthlyBudgetNanos null where it has none
 * @param family the first of the keys that replaced each other
 * @param expiresAt null where it does not expire
 * @param revokedAt null where it was not
 */
@SuppressWarnings("ArrayRecordComponent") // compared by MessageDigest.isEqual alone
record KeyRow(
        String id,
        UUID accountId,
        String kind,
        String name,
        String prefix,
        byte[] secretHmac,
        int pepperVersion,
        String last4,
        List<String> scopes,
        List<String> networks,
        @Nullable Integer requestsPerMinute,
        @Nullable Long monthlyBudgetNanos,
        String family,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt) {

    static final String KEY = "key";
    static final String ORGANISATION = "organisation";

    KeyRow {
        requireNonNull(id, "id");
        requireNonNull(accountId, "accountId");
        requireNonNull(kind, "kind");
        requireNonNull(name, "name");
        requireNonNull(prefix, "prefix");
        requireNonNull(secretHmac, "secretHmac");
        requireNonNull(last4, "last4");
        scopes = List.copyOf(scopes);
        networks = List.copyOf(networks);
        requireNonNull(family, "family");
        requireNonNull(createdAt, "createdAt");
    }

    boolean isValidAt(Instant now) {
        Instant end = expiresAt;
        return revokedAt == null && (end == null || now.isBefore(end));
    }

    Caller toCaller() {
        return new Caller(accountId, id, Set.copyOf(scopes), Network.parseAll(networks), requestsPerMinute);
    }

    Key toKey(Instant now) {
        return new Key(id, name, prefix, last4, kind.equals(ORGANISATION), terms(), createdAt, isValidAt(now));
    }

    KeyTerms terms() {
        return new KeyTerms(
                Set.copyOf(scopes), Network.parseAll(networks), requestsPerMinute, monthlyBudgetNanos, expiresAt);
    }

    @Override
    public String toString() {
        return "KeyRow[id=" + id + "]";
    }
}
