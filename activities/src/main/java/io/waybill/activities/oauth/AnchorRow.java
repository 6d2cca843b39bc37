package io.waybill.activities.oauth;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.UUID;

/** One row of {@code trust_anchor}; the certificate is DER. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record AnchorRow(UUID id, UUID accountId, String name, byte[] certificate, String sha256, Instant createdAt) {

    AnchorRow {
        requireNonNull(id, "id");
        requireNonNull(accountId, "accountId");
        requireNonNull(name, "name");
        requireNonNull(certificate, "certificate");
        requireNonNull(sha256, "sha256");
        requireNonNull(createdAt, "createdAt");
    }

    TrustAnchor toAnchor() {
        try {
            var read =
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(certificate));
            return new TrustAnchor(id, accountId, name, (X509Certificate) read, sha256, createdAt);
        } catch (CertificateException e) {
            throw new IllegalStateException("stored certificates are readable", e);
        }
    }
}
