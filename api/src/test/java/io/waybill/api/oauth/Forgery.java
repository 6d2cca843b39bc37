package io.waybill.api.oauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.waybill.activities.oauth.SigningKey;
import io.waybill.api.testing.ApiServer;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/** Tokens that are nearly right: signed with the platform's own key where nothing else is said. */
record Forgery(ApiServer api, String clientId, SigningKey key) {

    String claims(Consumer<JWTClaimsSet.Builder> change) {
        return sign(_ -> {}, change, key.privateKey());
    }

    String header(Consumer<JWSHeader.Builder> change) {
        return sign(change, _ -> {}, key.privateKey());
    }

    String signedBy(PrivateKey other, Consumer<JWSHeader.Builder> change) {
        return sign(change, _ -> {}, other);
    }

    String algorithm(JWSAlgorithm algorithm) {
        return sign(algorithm, _ -> {}, _ -> {}, key.privateKey());
    }

    String unsigned() {
        return encode("{\"alg\":\"none\",\"typ\":\"at+jwt\"}") + "."
                + encode(good(_ -> {}).toString()) + ".";
    }

    /** The public key, which everybody knows, as the secret of an HMAC. */
    String hmacOfPublicKey() {
        try {
            var token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.HS256)
                            .type(new JOSEObjectType("at+jwt"))
                            .keyID(key.id())
                            .build(),
                    good(_ -> {}));
            token.sign(new MACSigner(key.publicKey().getEncoded()));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private String sign(
            Consumer<JWSHeader.Builder> header, Consumer<JWTClaimsSet.Builder> claims, PrivateKey privateKey) {
        return sign(JWSAlgorithm.RS256, header, claims, privateKey);
    }

    private String sign(
            JWSAlgorithm algorithm,
            Consumer<JWSHeader.Builder> header,
            Consumer<JWTClaimsSet.Builder> claims,
            PrivateKey privateKey) {
        var builder = new JWSHeader.Builder(algorithm)
                .type(new JOSEObjectType("at+jwt"))
                .keyID(key.id());
        header.accept(builder);
        try {
            var token = new SignedJWT(builder.build(), good(claims));
            token.sign(new RSASSASigner(privateKey));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private JWTClaimsSet good(Consumer<JWTClaimsSet.Builder> change) {
        var now = Instant.now();
        var claims = new JWTClaimsSet.Builder()
                .issuer(api.url().toString())
                .audience(api.url().toString())
                .subject(clientId)
                .claim("client_id", clientId)
                .claim("scope", "files:read")
                .jwtID(UUID.randomUUID().toString())
                .issueTime(Date.from(now))
                .notBeforeTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(600)));
        change.accept(claims);
        return claims.build();
    }

    static Map<String, Object> bound(String hash) {
        return Map.of("x5t#S256", hash);
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
