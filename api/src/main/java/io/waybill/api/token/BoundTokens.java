package io.waybill.api.token;

import io.waybill.activities.key.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Date;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Who calls with a token: what it says, and that a token bound to a certificate comes with that certificate. */
@Component
public final class BoundTokens {

    private final AccessTokens tokens;
    private final ClientCertificates certificates;
    private final PossessionProofs proofs;
    private final Clock clock;

    BoundTokens(AccessTokens tokens, ClientCertificates certificates, PossessionProofs proofs, Clock clock) {
        this.tokens = tokens;
        this.certificates = certificates;
        this.proofs = proofs;
        this.clock = clock;
    }

    /** {@return who calls, or empty where the token does not hold, or not here} */
    public Optional<Caller> resolve(String token, HttpServletRequest request) {
        return tokens.verify(token)
                .filter(verified -> comesFromItsClient(verified, token, request))
                .map(verified -> verified.caller());
    }

    private boolean comesFromItsClient(AccessTokens.Verified verified, String token, HttpServletRequest request) {
        var bound = verified.certificate();
        if (bound == null) {
            return !verified.client().method().hasCertificate();
        }
        var presented = certificates.of(request);
        if (presented.isEmpty()) {
            return false;
        }
        var certificate = presented.get().certificate();
        if (!bound.equals(Certificates.sha256(certificate))
                || !verified.client().certificateSha256().contains(Certificates.sha256Hex(certificate))
                || !isTimely(certificate)) {
            return false;
        }
        if (!presented.get().proven()) {
            proofs.require(request, certificate, token);
        }
        return true;
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
