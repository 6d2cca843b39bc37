package io.waybill.api.token;

import static java.util.Objects.requireNonNull;

import com.nimbusds.jwt.JWTClaimsSet;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a token says, as far as anybody asks.
 *
 * @param start from when on it holds; null for since it was issued
 * @param certificate hash of the certificate that it is bound to, base64url; null where it is bound to none
 */
record TokenClaims(
        String keyId,
        String jti,
        String clientId,
        String issuer,
        List<String> audience,
        Instant issuedAt,
        Instant end,
        @Nullable Instant start,
        Set<String> scopes,
        @Nullable String certificate) {

    TokenClaims {
        requireNonNull(keyId, "keyId");
        requireNonNull(jti, "jti");
        requireNonNull(clientId, "clientId");
        requireNonNull(issuer, "issuer");
        audience = List.copyOf(audience);
        requireNonNull(issuedAt, "issuedAt");
        requireNonNull(end, "end");
        scopes = Set.copyOf(scopes);
    }

    /** {@return the claims, or empty where one is missing that every token has} */
    static Optional<TokenClaims> of(String keyId, JWTClaimsSet claims) throws ParseException {
        var jti = claims.getJWTID();
        var clientId = claims.getStringClaim(AccessTokens.CLIENT_ID);
        var issuedAt = instant(claims.getIssueTime());
        var end = instant(claims.getExpirationTime());
        if (jti == null
                || jti.isEmpty()
                || clientId == null
                || !clientId.equals(claims.getSubject())
                || claims.getIssuer() == null
                || issuedAt == null
                || end == null) {
            return Optional.empty();
        }
        return Optional.of(new TokenClaims(
                keyId,
                jti,
                clientId,
                claims.getIssuer(),
                claims.getAudience(),
                issuedAt,
                end,
                instant(claims.getNotBeforeTime()),
                scopes(claims),
                certificate(claims)));
    }

    boolean isFor(String expectedIssuer, String expectedAudience) {
        return issuer.equals(expectedIssuer) && audience.contains(expectedAudience);
    }

    private static Set<String> scopes(JWTClaimsSet claims) {
        return claims.getClaim("scope") instanceof String text
                ? Stream.of(text.split(" ")).collect(Collectors.toUnmodifiableSet())
                : Set.of();
    }

    private static @Nullable String certificate(JWTClaimsSet claims) {
        return claims.getClaim(AccessTokens.CONFIRMATION) instanceof Map<?, ?> confirmation
                ? Objects.toString(confirmation.get(AccessTokens.CERTIFICATE), null)
                : null;
    }

    private static @Nullable Instant instant(@Nullable Date date) {
        return date == null ? null : date.toInstant();
    }
}
