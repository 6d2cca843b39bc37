package io.waybill.api.token;

import io.waybill.activities.key.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Who calls with a token: what it says, and that a token bound to a certificate comes with that certificate. */
@Component
public final class BoundTokens {

    private final AccessTokens tokens;
    private final ClientCertificates certificates;
    private final PossessionProofs proofs;
    private final CertificateRules rules;

    BoundTokens(AccessTokens tokens, ClientCertificates certificates, PossessionProofs proofs, CertificateRules rules) {
        this.tokens = tokens;
        this.certificates = certificates;
        this.proofs = proofs;
        this.rules = rules;
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
        if (!bound.equals(Certificates.sha256(certificate)) || !rules.allow(verified.client(), presented.get())) {
            return false;
        }
        if (!presented.get().proven()) {
            proofs.require(request, certificate, token);
        }
        return true;
    }
}
