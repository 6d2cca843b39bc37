package io.waybill.api.token;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.waybill.activities.oauth.OAuthClients;
import io.waybill.api.error.ApiError;
import io.waybill.api.error.ApiFailure;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Proofs that the sender of a call has the key of its certificate: a JWT in the form of RFC 9449 in the header
 * {@code DPoP}, signed with the certificate's key, for this method, this URL and this token, a minute old at most, and
 * used once in all processes: that costs an insert, because a proof is new with each call.
 */
@Component
final class PossessionProofs {

    static final String HEADER = "DPoP";

    private static final JOSEObjectType TYPE = new JOSEObjectType("dpop+jwt");
    private static final Duration LIFE = Duration.ofSeconds(60);
    private static final int CHARS_MAX = 8192;
    private static final int JTI_CHARS_MAX = 200;

    /** Marks uses of proofs among those of assertions; no client's id begins so. */
    private static final String USE = "dpop:";

    private final OAuthClients clients;
    private final Issuer issuer;
    private final Clock clock;

    PossessionProofs(OAuthClients clients, Issuer issuer, Clock clock) {
        this.clients = clients;
        this.issuer = issuer;
        this.clock = clock;
    }

    /**
     * Returns where the request proves it.
     *
     * @throws ApiFailure where it does not
     */
    void require(HttpServletRequest request, X509Certificate certificate, String token) {
        var values = Collections.list(request.getHeaders(HEADER));
        if (values.size() != 1 || values.getFirst().length() > CHARS_MAX) {
            throw missing();
        }
        try {
            var proof = SignedJWT.parse(values.getFirst());
            if (!TYPE.equals(proof.getHeader().getType())
                    || !ClientAssertions.isSigned(proof, List.of(certificate.getPublicKey()))
                    || !isFor(request, token, proof.getJWTClaimsSet())
                    || !isFirst(certificate, proof.getJWTClaimsSet())) {
                throw missing();
            }
        } catch (ParseException | IllegalArgumentException _) {
            throw missing();
        }
    }

    private boolean isFor(HttpServletRequest request, String token, JWTClaimsSet claims) throws ParseException {
        var issuedAt = claims.getIssueTime();
        return issuedAt != null
                && Duration.between(issuedAt.toInstant(), clock.instant()).abs().compareTo(LIFE) <= 0
                && request.getMethod().equals(claims.getStringClaim("htm"))
                && isHere(request, claims.getStringClaim("htu"))
                && hash(token).equals(claims.getStringClaim("ath"));
    }

    private boolean isHere(HttpServletRequest request, String url) {
        return request.getRequestURL().toString().equals(url) || (issuer.name() + request.getRequestURI()).equals(url);
    }

    private boolean isFirst(X509Certificate certificate, JWTClaimsSet claims) {
        var jti = claims.getJWTID();
        if (jti == null || jti.isEmpty() || jti.length() > JTI_CHARS_MAX) {
            return false;
        }
        var end = clock.instant().plus(LIFE.multipliedBy(2));
        return clients.useOnce(USE + Certificates.sha256(certificate), jti, end);
    }

    private static String hash(String token) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static ApiFailure missing() {
        return new ApiFailure(
                ApiError.PROOF_OF_POSSESSION_REQUIRED,
                HEADER,
                "a certificate proves nothing by itself: send a DPoP proof (RFC 9449) signed with its key");
    }
}
