package io.waybill.activities.oauth;

import static java.util.Objects.requireNonNull;

import io.waybill.activities.identity.Network;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A client that works.
 *
 * @param last4 the end of its secret; null where it has none
 * @param publicKeys a JWK set, for {@link AuthMethod#PRIVATE_KEY_JWT}; null otherwise
 * @param certificateSha256 certificates it may use, in hexadecimal
 * @param certificateName name in certificates that are issued under an anchor; null where certificates are listed
 * @param requestsPerMinute null where it has no limit of its own
 */
public record OAuthClient(
        String id,
        UUID accountId,
        String name,
        AuthMethod method,
        @Nullable String last4,
        @Nullable String publicKeys,
        Set<String> certificateSha256,
        @Nullable CertificateName certificateName,
        Set<String> scopes,
        List<Network> networks,
        @Nullable Integer requestsPerMinute,
        Instant createdAt) {

    /** Checks that what must be there is. */
    public OAuthClient {
        requireNonNull(id, "id");
        requireNonNull(accountId, "accountId");
        requireNonNull(name, "name");
        requireNonNull(method, "method");
        certificateSha256 = Set.copyOf(certificateSha256);
        scopes = Set.copyOf(scopes);
        networks = List.copyOf(networks);
        requireNonNull(createdAt, "createdAt");
    }
}
