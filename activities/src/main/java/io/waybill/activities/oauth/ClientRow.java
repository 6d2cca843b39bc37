package io.waybill.activities.oauth;

import static java.util.Objects.requireNonNull;

import io.waybill.activities.database.Jsonb;
import io.waybill.activities.identity.Network;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One row of {@code oauth_client}; what may be null is null where the client has none of it. */
@SuppressWarnings("ArrayRecordComponent") // compared by MessageDigest.isEqual alone
record ClientRow(
        String id,
        UUID accountId,
        String name,
        String authMethod,
        byte @Nullable [] secretHmac,
        @Nullable Integer pepperVersion,
        @Nullable String last4,
        byte @Nullable [] previousSecretHmac,
        @Nullable Integer previousPepperVersion,
        @Nullable Instant previousSecretUntil,
        @Nullable Jsonb publicKeys,
        List<String> certificateSha256,
        @Nullable String certificateSubject,
        @Nullable String certificateNameKind,
        List<String> scopes,
        List<String> networks,
        @Nullable Integer requestsPerMinute,
        Instant createdAt,
        @Nullable Instant revokedAt) {

    ClientRow {
        requireNonNull(id, "id");
        requireNonNull(accountId, "accountId");
        requireNonNull(name, "name");
        requireNonNull(authMethod, "authMethod");
        certificateSha256 = List.copyOf(certificateSha256);
        scopes = List.copyOf(scopes);
        networks = List.copyOf(networks);
        requireNonNull(createdAt, "createdAt");
    }

    OAuthClient toClient() {
        Jsonb keys = publicKeys;
        String nameKind = certificateNameKind;
        String subject = certificateSubject;
        return new OAuthClient(
                id,
                accountId,
                name,
                AuthMethod.of(authMethod).orElseThrow(),
                last4,
                keys == null ? null : keys.text(),
                Set.copyOf(certificateSha256),
                nameKind == null || subject == null
                        ? null
                        : new CertificateName(CertificateName.Kind.of(nameKind).orElseThrow(), subject),
                Set.copyOf(scopes),
                Network.parseAll(networks),
                requestsPerMinute,
                createdAt);
    }

    @Override
    public String toString() {
        return "ClientRow[id=" + id + "]";
    }
}
