package io.waybill.api.token;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.CertificateParsingException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules of RFC 5280 from a client's certificate up to an anchor: signatures, validity, basic constraints, lengths
 * of paths, names allowed, uses of keys. Nothing is fetched, so no revocation list is asked: whoever trusts an anchor
 * deletes it, or the client.
 */
public final class CertificatePath {

    /** Certificates between a client's and the anchor; few authorities have more than two. */
    static final int BETWEEN_MAX = 4;

    private static final String CLIENT_AUTHENTICATION = "1.3.6.1.5.5.7.3.2";
    private static final String NAME_CONSTRAINTS = "2.5.29.30";
    private static final int DIGITAL_SIGNATURE = 0;
    private static final int CERTIFICATE_SIGNING = 5;
    private static final int NO_AUTHORITY = -1;

    private CertificatePath() {}

    /** {@return whether {@code certificate} may be an anchor: an authority that may sign certificates} */
    public static boolean isAuthority(X509Certificate certificate) {
        return certificate.getBasicConstraints() != NO_AUTHORITY
                && isUsedFor(certificate, CERTIFICATE_SIGNING)
                && Certificates.hasStrongKey(certificate)
                && !certificate.hasUnsupportedCriticalExtension();
    }

    /** {@return whether it limits names, which the library does not look at in an anchor: so such one is none} */
    public static boolean limitsNames(X509Certificate certificate) {
        return certificate.getExtensionValue(NAME_CONSTRAINTS) != null;
    }

    /**
     * {@return when the first certificate on the way from {@code chain} to {@code anchor} ends, or empty where there is
     * no way, or the chain begins with no certificate for clients}
     */
    static Optional<Instant> endUnder(X509Certificate anchor, List<X509Certificate> chain, Instant now) {
        var leaf = chain.getFirst();
        if (chain.size() > BETWEEN_MAX + 2 // the client's, and perhaps the anchor itself
                || !isForClients(leaf)
                || !isAuthority(anchor)
                || limitsNames(anchor)
                || now.isAfter(anchor.getNotAfter().toInstant())
                || now.isBefore(anchor.getNotBefore().toInstant())) {
            return Optional.empty();
        }
        return build(anchor, chain, now)
                .filter(between -> between.stream().allMatch(Certificates::hasStrongKey))
                .map(path -> path.stream()
                        .map(certificate -> certificate.getNotAfter().toInstant())
                        .reduce(anchor.getNotAfter().toInstant(), (one, other) -> one.isBefore(other) ? one : other));
    }

    /** It must say that it is for clients: one for servers, for mail, or for nothing in particular is not. */
    private static boolean isForClients(X509Certificate leaf) {
        try {
            @Nullable List<String> uses = leaf.getExtendedKeyUsage();
            return uses != null
                    && uses.contains(CLIENT_AUTHENTICATION)
                    && isUsedFor(leaf, DIGITAL_SIGNATURE)
                    && leaf.getBasicConstraints() == NO_AUTHORITY;
        } catch (CertificateParsingException _) {
            return false;
        }
    }

    private static Optional<List<X509Certificate>> build(
            X509Certificate anchor, List<X509Certificate> chain, Instant now) {
        try {
            var target = new X509CertSelector();
            target.setCertificate(chain.getFirst());
            var asked = new PKIXBuilderParameters(Set.of(new TrustAnchor(anchor, null)), target);
            asked.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
            asked.setDate(Date.from(now));
            asked.setRevocationEnabled(false);
            // The library does not look at the length that the anchor itself allows.
            asked.setMaxPathLength(Math.min(BETWEEN_MAX, anchor.getBasicConstraints()));
            var built = (PKIXCertPathBuilderResult)
                    CertPathBuilder.getInstance("PKIX").build(asked);
            return Optional.of(built.getCertPath().getCertificates().stream()
                    .map(X509Certificate.class::cast)
                    .toList());
        } catch (CertPathBuilderException | IllegalArgumentException _) {
            return Optional.empty();
        } catch (InvalidAlgorithmParameterException e) {
            throw new IllegalArgumentException("there is an anchor", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has PKIX", e);
        }
    }

    private static boolean isUsedFor(X509Certificate certificate, int use) {
        boolean @Nullable [] uses = certificate.getKeyUsage();
        return uses == null || (use < uses.length && uses[use]);
    }
}
