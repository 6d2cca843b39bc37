package io.waybill.api.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.SignedJWT;
import io.waybill.activities.key.Caller;
import io.waybill.activities.oauth.OAuthClient;
import io.waybill.activities.oauth.OAuthClients;
import io.waybill.activities.oauth.SigningKeys;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Checks access tokens (RFC 9068): RS256 alone, by a key that this platform published; type, issuer, audience, times
 * and id; that the client still works; and that the token was not refused. What a signature covers is remembered for a
 * while; times, key, client and refusals are looked at with each call. {@code jku}, {@code x5u}, {@code jwk} and
 * {@code x5c} are not looked at.
 */
@Component
public final class AccessTokens {

    /** Type of access tokens (RFC 9068, section 2.1). */
    public static final JOSEObjectType TYPE = new JOSEObjectType("at+jwt");

    /** Claim of the client's id. */
    public static final String CLIENT_ID = "client_id";

    /** Claim of what the token is bound to (RFC 7800). */
    public static final String CONFIRMATION = "cnf";

    /** The certificate's hash within it (RFC 8705, section 3.1). */
    public static final String CERTIFICATE = "x5t#S256";

    /** A token has about 1,000 characters. */
    private static final int CHARS_MAX = 4096;

    /** Clocks of processes differ; an expired token gets nothing of it. */
    private static final Duration SKEW = Duration.ofSeconds(60);

    private final SigningKeys keys;
    private final OAuthClients clients;
    private final Issuer issuer;
    private final Clock clock;
    private final VerifiedTokens verified;

    AccessTokens(SigningKeys keys, OAuthClients clients, Issuer issuer, Clock clock) {
        this.keys = keys;
        this.clients = clients;
        this.issuer = issuer;
        this.clock = clock;
        this.verified = new VerifiedTokens(clock);
    }

    /** {@return whether {@code text} has the form of a token, and so is none of a key} */
    public static boolean looksLikeOne(String text) {
        return text.startsWith("eyJ") && text.indexOf('.') > 0;
    }

    /** {@return what the token says, or empty where it does not hold} */
    public Optional<Verified> verify(String text) {
        if (text.length() > CHARS_MAX) {
            return Optional.empty();
        }
        var claims = verified.get(text, () -> signed(text));
        return claims.filter(this::holds).flatMap(this::known);
    }

    /** {@return what a token says that this platform signed; nothing of it can change any more} */
    private Optional<TokenClaims> signed(String text) {
        try {
            var token = SignedJWT.parse(text);
            return isSigned(token)
                    ? TokenClaims.of(token.getHeader().getKeyID(), token.getJWTClaimsSet())
                            .filter(claims -> claims.isFor(issuer.name(), issuer.audience()))
                    : Optional.empty();
        } catch (ParseException | JOSEException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private boolean isSigned(SignedJWT token) throws JOSEException {
        var header = token.getHeader();
        if (!JWSAlgorithm.RS256.equals(header.getAlgorithm())
                || !TYPE.equals(header.getType())
                || header.getCriticalParams() != null
                || header.getKeyID() == null) {
            return false;
        }
        var key = keys.find(header.getKeyID());
        return key.isPresent() && token.verify(new RSASSAVerifier(key.get()));
    }

    private boolean holds(TokenClaims claims) {
        var now = clock.instant();
        var start = claims.start();
        return now.isBefore(claims.end())
                && !claims.end().isAfter(claims.issuedAt().plus(OAuthClients.TOKEN_LIFE))
                && !claims.issuedAt().isAfter(now.plus(SKEW))
                && (start == null || !start.isAfter(now.plus(SKEW)))
                && keys.find(claims.keyId()).isPresent();
    }

    private Optional<Verified> known(TokenClaims claims) {
        return clients.working(claims.clientId())
                .filter(client -> !clients.isRevoked(client, claims.jti(), claims.issuedAt()))
                .map(client -> new Verified(caller(client, claims), client, claims.certificate()));
    }

    /** A scope that the client lost since is not had. */
    private static Caller caller(OAuthClient client, TokenClaims claims) {
        Set<String> scopes = new HashSet<>(client.scopes());
        scopes.retainAll(claims.scopes());
        return new Caller(client.accountId(), client.id(), scopes, client.networks(), client.requestsPerMinute());
    }

    /**
     * A token that holds.
     *
     * @param certificate hash of the certificate that it is bound to, base64url; null where it is bound to none
     */
    public record Verified(
            Caller caller, OAuthClient client, @Nullable String certificate) {}
}
