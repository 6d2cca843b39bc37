package io.waybill.activities.oauth;

import static java.util.Objects.requireNonNull;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.UUID;

/**
 * A certificate authority that an account trusts to name its clients.
 *
 * @param sha256 of the certificate, in hexadecimal
 */
public record TrustAnchor(
        UUID id, UUID accountId, String name, X509Certificate certificate, String sha256, Instant createdAt) {

    /** Checks that what must be there is. */
    public TrustAnchor {
        requireNonNull(id, "id");
        requireNonNull(accountId, "accountId");
        requireNonNull(name, "name");
        requireNonNull(certificate, "certificate");
        requireNonNull(sha256, "sha256");
        requireNonNull(createdAt, "createdAt");
    }
}
