package io.waybill.api.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.waybill.activities.oauth.OAuthClients;
import java.security.PublicKey;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Checks assertions by which clients say who they are (RFC 7523): signed by one of the given keys, for this platform,
 * short-lived, and used once in all processes.
 */
@Component
public final class ClientAssertions {

    /** Their form is that of the parameter {@code client_assertion_type}. */
    public static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private static final Set<JWSAlgorithm> ALGORITHMS =
            Set.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256, JWSAlgorithm.ES256);

    /** What widespread libraries sign for unless told otherwise. Each is used once, and remembered for as long. */
    private static final Duration LIFE_MAX = Duration.ofHours(1);

    private static final Duration SKEW = Duration.ofSeconds(60);
    private static final int CHARS_MAX = 8192;
    private static final int JTI_CHARS_MAX = 200;

    private final OAuthClients clients;
    private final Issuer issuer;
    private final Clock clock;

    ClientAssertions(OAuthClients clients, Issuer issuer, Clock clock) {
        this.clients = clients;
        this.issuer = issuer;
        this.clock = clock;
    }

    /** {@return who an assertion says it is of, which is not checked by this; empty where it cannot be read} */
    public static Optional<String> clientOf(String assertion) {
        if (assertion.length() > CHARS_MAX) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(
                    SignedJWT.parse(assertion).getJWTClaimsSet().getSubject());
        } catch (ParseException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** {@return the assertion's claims, or empty where it does not hold or was used; it is used now} */
    public Optional<JWTClaimsSet> use(String clientId, String assertion, Collection<? extends PublicKey> keys) {
        if (assertion.length() > CHARS_MAX) {
            return Optional.empty();
        }
        try {
            var token = SignedJWT.parse(assertion);
            if (!isSigned(token, keys)) {
                return Optional.empty();
            }
            var claims = token.getJWTClaimsSet();
            return holds(clientId, claims)
                            && clients.useOnce(
                                    clientId,
                                    claims.getJWTID(),
                                    claims.getExpirationTime().toInstant().plus(SKEW))
                    ? Optional.of(claims)
                    : Optional.empty();
        } catch (ParseException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private boolean holds(String clientId, JWTClaimsSet claims) {
        var jti = claims.getJWTID();
        var end = claims.getExpirationTime();
        var start = claims.getNotBeforeTime();
        if (jti == null || jti.isEmpty() || jti.length() > JTI_CHARS_MAX || end == null) {
            return false;
        }
        var now = clock.instant();
        return clientId.equals(claims.getIssuer())
                && clientId.equals(claims.getSubject())
                && claims.getAudience().stream().anyMatch(issuer.assertionAudiences()::contains)
                && now.isBefore(end.toInstant())
                && !end.toInstant().isAfter(now.plus(LIFE_MAX).plus(SKEW))
                && (start == null || !start.toInstant().isAfter(now.plus(SKEW)));
    }

    /** The key says which algorithms there are, not the header: a public key is never taken for a shared secret. */
    static boolean isSigned(SignedJWT token, Collection<? extends PublicKey> keys) {
        var header = token.getHeader();
        if (!ALGORITHMS.contains(header.getAlgorithm()) || header.getCriticalParams() != null) {
            return false;
        }
        return keys.stream().anyMatch(key -> {
            try {
                return token.verify(new DefaultJWSVerifierFactory().createJWSVerifier(header, key));
            } catch (JOSEException _) {
                return false; // a key of another kind
            }
        });
    }
}
