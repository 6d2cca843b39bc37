package io.waybill.api.oauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.waybill.api.oauth.AuthenticationMatrixTest.Case;
import io.waybill.api.testing.ApiServer;
import io.waybill.api.testing.Http;
import io.waybill.api.testing.TestAuthority;
import io.waybill.api.testing.TestIdentity;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.interfaces.ECPrivateKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Part of the matrix: clients whose certificates an authority of their account issued, shown in a header. */
final class IssuedCertificateCases {

    private static final String PATH = "/v1/files";
    private static final String SUBJECT = "CN=ingest,O=Example";

    private final ApiServer api;
    private final TestAuthority authority = TestAuthority.root("CN=our CA");
    private final TestIdentity own = authority.client(SUBJECT);
    private final TestClient client;

    IssuedCertificateCases(ApiServer api) {
        this.api = api;
        this.client = TestClient.create(
                api,
                "{\"name\":\"bank\",\"token_endpoint_auth_method\":\"tls_client_auth\",\"tls_client_auth_subject_dn\":\""
                        + SUBJECT + "\"}");
        client.owner()
                .post(
                        "/v1/oauth/trust-anchors",
                        "{\"name\":\"ours\",\"certificate\":\""
                                + authority.own().jsonPem() + "\"}");
    }

    List<Case> all() {
        var colleague = authority.client("CN=other,O=Example");
        var forged = TestAuthority.root("CN=our CA").client(SUBJECT);
        var renewed = authority.client(SUBJECT);
        List<Case> cases = new ArrayList<>();
        cases.add(request("issued certificate and its key", 200, "", own, own));
        cases.add(request("issued certificate alone", 401, "proof_of_possession_required", own, null));
        cases.add(request("issued certificate, key of another", 401, "invalid_client", own, colleague));
        cases.add(request("certificate issued to another", 401, "invalid_client", colleague, colleague));
        cases.add(request("certificate of a false authority", 401, "invalid_client", forged, forged));
        cases.add(request(
                "certificate of the authority itself", 401, "invalid_client", authority.own(), authority.own()));
        var token = ask(own, own).json().get("access_token").asString();
        cases.add(call("issued certificate, bound token, proof", 200, token, own, own));
        cases.add(call("issued certificate, bound token, no proof", 401, token, own, null));
        cases.add(call("issued certificate, bound token, proof of another", 401, token, own, colleague));
        cases.add(call("bound token, another certificate of the same name", 401, token, renewed, renewed));
        cases.add(new Case(
                "bound token of an issued certificate with nothing",
                401,
                "",
                () -> client.with(token).get(PATH)));
        return cases;
    }

    private Case request(String name, int status, String code, TestIdentity shown, @Nullable TestIdentity signer) {
        return new Case(name, status, code, () -> ask(shown, signer));
    }

    private Http.Answer ask(TestIdentity shown, @Nullable TestIdentity signer) {
        if (signer == null) {
            return api.anybody()
                    .form(
                            TestClient.TOKEN,
                            List.of("grant_type", "client_credentials", "client_id", client.id()),
                            "X-Client-Cert",
                            shown.header());
        }
        var claims = new JWTClaimsSet.Builder()
                .issuer(client.id())
                .subject(client.id())
                .audience(api.url().toString())
                .jwtID(UUID.randomUUID().toString())
                .expirationTime(Date.from(Instant.now().plusSeconds(60)))
                .build();
        return client.askSigned(sign(signer, "JWT", claims), "X-Client-Cert", shown.header());
    }

    private Case call(String name, int status, String token, TestIdentity shown, @Nullable TestIdentity signer) {
        return new Case(name, status, "", () -> {
            List<String> headers = new ArrayList<>(List.of("X-Client-Cert", shown.header()));
            if (signer != null) {
                headers.addAll(List.of("DPoP", proof(signer, token)));
            }
            return client.with(token).get(PATH, headers.toArray(String[]::new));
        });
    }

    private String proof(TestIdentity signer, String token) {
        return sign(
                signer,
                "dpop+jwt",
                new JWTClaimsSet.Builder()
                        .claim("htm", "GET")
                        .claim("htu", api.url() + PATH)
                        .claim("ath", hash(token))
                        .issueTime(Date.from(Instant.now()))
                        .jwtID(UUID.randomUUID().toString())
                        .build());
    }

    private static String sign(TestIdentity signer, String type, JWTClaimsSet claims) {
        try {
            var header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                    .type(new JOSEObjectType(type))
                    .build();
            var signed = new SignedJWT(header, claims);
            signed.sign(new ECDSASigner((ECPrivateKey) signer.key()));
            return signed.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hash(String token) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
