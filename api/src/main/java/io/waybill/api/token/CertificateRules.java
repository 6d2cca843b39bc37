package io.waybill.api.token;

import io.waybill.activities.oauth.OAuthClient;
import io.waybill.api.token.ClientCertificates.Presented;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Date;
import org.springframework.stereotype.Component;

/**
 * Which certificates are a client's: those that were registered, or those that an anchor of its account issued to its
 * name. That somebody has the key of one is proven elsewhere.
 */
@Component
public final class CertificateRules {

    private final TrustPaths paths;
    private final Clock clock;

    CertificateRules(TrustPaths paths, Clock clock) {
        this.paths = paths;
        this.clock = clock;
    }

    /** {@return whether the client may use the certificate now} */
    public boolean allow(OAuthClient client, Presented presented) {
        var certificate = presented.certificate();
        if (!isTimely(certificate) || !Certificates.hasStrongKey(certificate)) {
            return false;
        }
        return switch (client.method()) {
            case SELF_SIGNED_TLS_CLIENT_AUTH ->
                client.certificateSha256().contains(Certificates.sha256Hex(certificate));
            case TLS_CLIENT_AUTH -> {
                var name = client.certificateName();
                yield name != null
                        && CertificateNames.has(certificate, name)
                        && paths.leadToAnchor(client.accountId(), presented.chain());
            }
            case CLIENT_SECRET_BASIC, CLIENT_SECRET_POST, PRIVATE_KEY_JWT -> false;
        };
    }

    private boolean isTimely(X509Certificate certificate) {
        try {
            certificate.checkValidity(Date.from(clock.instant()));
            return true;
        } catch (CertificateException _) {
            return false;
        }
    }
}
