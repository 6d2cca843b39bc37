package io.waybill.api.oauth;

import static java.util.Objects.requireNonNull;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.waybill.api.testing.ApiServer;
import io.waybill.api.testing.Http;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** An OAuth client of an account; the secret is empty where it has none. */
record TestClient(ApiServer api, Http owner, String id, String secret) {

    static final String TOKEN = "/v1/oauth/token";
    static final String ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    TestClient {
        requireNonNull(api, "api");
        requireNonNull(owner, "owner");
        requireNonNull(id, "id");
        requireNonNull(secret, "secret");
    }

    static TestClient create(ApiServer api, String body) {
        var owner = api.client(0);
        var made = owner.post("/v1/oauth/clients", body);
        if (made.status() != 200) {
            throw new IllegalStateException(made.text());
        }
        var secret = made.json().get("client_secret");
        return new TestClient(
                api, owner, made.json().get("client_id").asString(), secret == null ? "" : secret.asString());
    }

    Http.Answer ask(String... more) {
        List<String> fields =
                new ArrayList<>(List.of("grant_type", "client_credentials", "client_id", id, "client_secret", secret));
        fields.addAll(List.of(more));
        return api.anybody().form(TOKEN, fields);
    }

    Http.Answer askBasic(String withSecret) {
        var pair = Base64.getEncoder().encodeToString((id + ":" + withSecret).getBytes(StandardCharsets.UTF_8));
        return api.anybody().form(TOKEN, List.of("grant_type", "client_credentials"), "Authorization", "Basic " + pair);
    }

    Http.Answer askSigned(String assertion, String... headers) {
        var fields = List.of(
                "grant_type",
                "client_credentials",
                "client_id",
                id,
                "client_assertion_type",
                ASSERTION_TYPE,
                "client_assertion",
                assertion);
        return api.anybody().form(TOKEN, fields, headers);
    }

    String token() {
        return ask().json().get("access_token").asString();
    }

    Http with(String token) {
        return owner.with(token);
    }

    String assertion(RSAKey key, Consumer<JWTClaimsSet.Builder> change) {
        var claims = new JWTClaimsSet.Builder()
                .issuer(id)
                .subject(id)
                .audience(api.url() + TOKEN)
                .jwtID(UUID.randomUUID().toString())
                .expirationTime(Date.from(Instant.now().plusSeconds(60)));
        change.accept(claims);
        return sign(key, "JWT", claims.build());
    }

    static String sign(RSAKey key, String type, JWTClaimsSet claims) {
        try {
            var header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                    .type(new JOSEObjectType(type))
                    .keyID(key.getKeyID())
                    .build();
            var token = new SignedJWT(header, claims);
            token.sign(new RSASSASigner(key));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static RSAKey newKey() {
        try {
            return new RSAKeyGenerator(2048).keyID(UUID.randomUUID().toString()).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
