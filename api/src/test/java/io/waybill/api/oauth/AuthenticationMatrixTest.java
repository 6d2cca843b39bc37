package io.waybill.api.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import io.waybill.activities.oauth.SigningKeys;
import io.waybill.api.testing.ApiServer;
import io.waybill.api.testing.Http;
import io.waybill.api.token.Certificates;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of credential, right and wrong in every way: what is answered. The size of the matrix is printed. */
class AuthenticationMatrixTest {

    private static final String PATH = "/v1/files";

    @RegisterExtension
    static final ApiServer API = new ApiServer().with("waybill.certificate.mode", "header-pop");

    private static int size;

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void answersAsItShould(Case checked) {
        size++;

        var answer = checked.call().get();

        assertThat(answer.status()).as(answer.text()).isEqualTo(checked.status());
        if (!checked.code().isEmpty()) {
            assertThat(answer.text()).contains("\"" + checked.code() + "\"");
        }
        assertThat(answer.text().toLowerCase(java.util.Locale.ROOT)).doesNotContain("exception", "io.waybill");
    }

    @AfterAll
    static void printsItsSize() {
        System.out.println("authentication matrix: " + size + " cases");
    }

    static Stream<Case> cases() {
        return Stream.of(
                        keys(),
                        organisationKeys(),
                        tokens(),
                        boundTokens(),
                        tokenRequests(),
                        certificateHeaders(),
                        new IssuedCertificateCases(API).all())
                .flatMap(List::stream);
    }

    private static List<Case> keys() {
        var client = API.client(0);
        var key = String.valueOf(client.key());
        var revoked = client.post("/v1/keys", "{}").json();
        client.delete("/v1/keys/" + revoked.get("id").asString());
        var expiring = client.post("/v1/keys", "{}").json();
        API.database()
                .execute("UPDATE api_key SET expires_at = now() - interval '1 second' WHERE id = '"
                        + expiring.get("id").asString() + "'");
        var elsewhere = client.post("/v1/keys", "{\"allowed_networks\":[\"192.0.2.0/24\"]}")
                .json();
        var unknown = API.client(0).post("/v1/keys", "{}").json();
        API.database()
                .execute("DELETE FROM api_key WHERE id = '" + unknown.get("id").asString() + "'");
        return List.of(
                bearer("key", 200, key),
                header("key in lower-case bearer", 200, "authorization", "bearer " + key),
                header("key in X-Api-Key", 200, "X-Api-Key", key),
                header("key in x-api-key", 200, "x-api-key", key),
                header("nothing", 401),
                header("empty Authorization", 401, "Authorization", ""),
                header("Bearer alone", 401, "Authorization", "Bearer"),
                header("Basic", 401, "Authorization", "Basic " + key),
                header("key without a scheme", 401, "Authorization", key),
                header("empty X-Api-Key", 401, "X-Api-Key", ""),
                bearer("last character changed", 401, key.substring(0, key.length() - 1) + "!"),
                bearer("cut", 401, key.substring(0, key.length() - 7)),
                bearer("doubled", 401, key + key),
                bearer("upper case", 401, key.toUpperCase(java.util.Locale.ROOT)),
                bearer("unknown id", 401, unknown.get("key").asString()),
                bearer("revoked key", 401, revoked.get("key").asString()),
                bearer("expired key", 401, expiring.get("key").asString()),
                bearer("key of another network", 403, elsewhere.get("key").asString()),
                header(
                        "key of another network, forwarded",
                        403,
                        "Authorization",
                        "Bearer " + elsewhere.get("key").asString(),
                        "X-Forwarded-For",
                        "192.0.2.1"),
                header("two kinds", 400, "Authorization", "Bearer " + key, "X-Api-Key", key),
                header("X-Api-Key twice", 400, "X-Api-Key", key, "X-Api-Key", key),
                header("Authorization twice", 400, "Authorization", "Bearer " + key, "Authorization", "Bearer " + key),
                new Case("key in the URL", 401, "", () -> API.anybody().get(PATH + "?api_key=" + key)),
                header("key in a cookie", 401, "Cookie", "api_key=" + key),
                bearer("ten thousand characters", 401, "wb_live_" + "a".repeat(9_000)));
    }

    private static List<Case> organisationKeys() {
        var account = API.client(0);
        var text = "enterprise-0123456789abcdefghij" + account.accountId();
        var gone = "enterprise-gone0123456789abcdef" + account.accountId();
        var path = "/v1/admin/accounts/" + account.accountId() + "/keys";
        var operator = API.operator();
        operator.post(path, "{\"key\":\"" + text + "\"}");
        var imported = operator.post(path, "{\"key\":\"" + gone + "\"}").json();
        account.delete("/v1/keys/" + imported.get("id").asString());
        return List.of(
                bearer("organisation key", 200, text),
                header("organisation key in X-Api-Key", 200, "X-Api-Key", text),
                bearer("organisation key, one more character", 401, text + "0"),
                bearer("organisation key, one less", 401, text.substring(0, text.length() - 1)),
                bearer("organisation key, prefix alone", 401, "enterprise-"),
                bearer("organisation key, other case", 401, text.toUpperCase(java.util.Locale.ROOT)),
                bearer("deleted organisation key", 401, gone),
                header("organisation key and another", 400, "Authorization", "Bearer " + text, "X-Api-Key", text));
    }

    private static List<Case> tokens() {
        var client = TestClient.create(API, "{\"name\":\"ingest\"}");
        var token = client.token();
        var forged = new Forgery(API, client.id(), API.bean(SigningKeys.class).current());
        var gone = TestClient.create(API, "{\"name\":\"gone\"}");
        var orphan = gone.token();
        gone.owner().delete("/v1/oauth/clients/" + gone.id());
        var attacker = TestClient.newKey();
        var now = Instant.now();
        var parts = token.split("\\.", -1);
        var refused = client.token();
        API.operator().post("/v1/admin/oauth/revoke-token", "{\"jti\":\"" + jti(refused) + "\"}");
        return List.of(
                bearer("token", 200, token),
                bearer("token made by hand", 200, forged.claims(_ -> {})),
                header("token in X-Api-Key", 401, "X-Api-Key", token),
                header("token and key", 400, "Authorization", "Bearer " + token, "X-Api-Key", "wb_live_x"),
                bearer("expired token", 401, forged.claims(c -> c.expirationTime(Date.from(now.minusSeconds(1))))),
                bearer(
                        "token of the future",
                        401,
                        forged.claims(c -> c.notBeforeTime(Date.from(now.plusSeconds(300))))),
                bearer("issued in the future", 401, forged.claims(c -> c.issueTime(Date.from(now.plusSeconds(300))))),
                bearer(
                        "token that lives too long",
                        401,
                        forged.claims(c -> c.expirationTime(Date.from(now.plusSeconds(7200))))),
                bearer("token without end", 401, forged.claims(c -> c.expirationTime(null))),
                bearer("token without issue time", 401, forged.claims(c -> c.issueTime(null))),
                bearer("token without id", 401, forged.claims(c -> c.jwtID(null))),
                bearer("token of another issuer", 401, forged.claims(c -> c.issuer("https://other.example"))),
                bearer("token for another audience", 401, forged.claims(c -> c.audience("https://other.example"))),
                bearer("token without audience", 401, forged.claims(c -> c.audience((String) null))),
                bearer(
                        "token of an unknown client",
                        401,
                        forged.claims(c -> c.subject("wbc_x").claim("client_id", "wbc_x"))),
                bearer("token of two clients", 401, forged.claims(c -> c.subject("wbc_x"))),
                bearer("token without scope", 403, forged.claims(c -> c.claim("scope", null))),
                bearer("token with a scope its client lacks", 403, forged.claims(c -> c.claim("scope", "admin"))),
                bearer("token of type JWT", 401, forged.header(h -> h.type(JOSEObjectType.JWT))),
                bearer("token without type", 401, forged.header(h -> h.type(null))),
                bearer("token without key id", 401, forged.header(h -> h.keyID(null))),
                bearer("token with an unknown key id", 401, forged.header(h -> h.keyID("other"))),
                bearer("token with a critical header", 401, forged.header(h -> h.criticalParams(Set.of("exp")))),
                bearer("alg none", 401, forged.unsigned()),
                bearer("alg HS256 with the public key", 401, forged.hmacOfPublicKey()),
                bearer("alg RS512", 401, forged.algorithm(JWSAlgorithm.RS512)),
                bearer("alg PS256", 401, forged.algorithm(JWSAlgorithm.PS256)),
                bearer("signed by a stranger", 401, forged.signedBy(privateKey(attacker), _ -> {})),
                bearer(
                        "stranger with jwk",
                        401,
                        forged.signedBy(privateKey(attacker), h -> h.jwk(attacker.toPublicJWK()))),
                bearer(
                        "stranger with jku",
                        401,
                        forged.signedBy(
                                privateKey(attacker),
                                h -> h.keyID("x").jwkURL(URI.create("https://attacker.example/jwks")))),
                bearer(
                        "stranger with x5u",
                        401,
                        forged.signedBy(
                                privateKey(attacker), h -> h.x509CertURL(URI.create("https://attacker.example/x")))),
                bearer("changed payload", 401, parts[0] + "." + parts[1].substring(1) + "." + parts[2]),
                bearer("no signature", 401, parts[0] + "." + parts[1] + "."),
                bearer("two parts", 401, parts[0] + "." + parts[1]),
                bearer("five parts", 401, token + ".a.b"),
                bearer("no JSON", 401, "eyJ.eyJ.eyJ"),
                bearer("token of a deleted client", 401, orphan),
                bearer("refused token", 401, refused),
                bearer("very long token", 401, token + "a".repeat(4_000)));
    }

    private static List<Case> boundTokens() {
        var own = TestCertificate.create();
        var other = TestCertificate.create();
        var client = TestClient.create(API, own.clientBody());
        var token = client.askSigned(client.assertion(own.key(), _ -> {}), "X-Client-Cert", own.header())
                .json()
                .get("access_token")
                .asString();
        var forged = new Forgery(API, client.id(), API.bean(SigningKeys.class).current());
        var unbound = forged.claims(_ -> {});
        var boundToOther = forged.claims(c -> c.claim("cnf", Forgery.bound(Certificates.sha256(other.certificate()))));
        var url = API.url() + PATH;
        var replayed = own.proof("GET", url, token, _ -> {});
        return List.of(
                bound("bound token with certificate and proof", 200, token, own, replayed),
                bound("bound token, replayed proof", 401, token, own, replayed),
                bearer("bound token with nothing", 401, token),
                bound("bound token, certificate alone", 401, token, own, null, "proof_of_possession_required"),
                bound("bound token, other certificate", 401, token, other, other.proof("GET", url, token, _ -> {})),
                bound("bound token, other key", 401, token, own, other.proof("GET", url, token, _ -> {})),
                bound("proof for another method", 401, token, own, own.proof("POST", url, token, _ -> {})),
                bound("proof for another URL", 401, token, own, own.proof("GET", url + "/x", token, _ -> {})),
                bound("proof for another token", 401, token, own, own.proof("GET", url, unbound, _ -> {})),
                bound(
                        "old proof",
                        401,
                        token,
                        own,
                        own.proof(
                                "GET",
                                url,
                                token,
                                c -> c.issueTime(Date.from(Instant.now().minusSeconds(120))))),
                bound("proof without id", 401, token, own, own.proof("GET", url, token, c -> c.jwtID(null))),
                bound("proof is no JWT", 401, token, own, "x"),
                bound(
                        "unbound token of a client with certificates",
                        401,
                        unbound,
                        own,
                        own.proof("GET", url, unbound, _ -> {})),
                bound(
                        "token bound to a certificate that is not registered",
                        401,
                        boundToOther,
                        other,
                        other.proof("GET", url, boundToOther, _ -> {})),
                header("certificate alone", 401, "X-Client-Cert", own.header()));
    }

    private static List<Case> tokenRequests() {
        var own = TestCertificate.create();
        var other = TestCertificate.create();
        var old = TestCertificate.create("-startdate", "-2d", "-validity", "1");
        var victim = TestClient.create(API, own.clientBody());
        var expired = TestClient.create(API, old.clientBody());
        var used = victim.assertion(own.key(), _ -> {});
        List<Case> cases = new ArrayList<>();
        cases.add(new Case(
                "certificate and its key", 200, "", () -> victim.askSigned(used, "X-Client-Cert", own.header())));
        cases.add(new Case(
                "same assertion again",
                401,
                "invalid_client",
                () -> victim.askSigned(used, "X-Client-Cert", own.header())));
        cases.add(new Case(
                "DER certificate",
                200,
                "",
                () -> victim.askSigned(
                        victim.assertion(own.key(), _ -> {}),
                        "x-client-cert",
                        Base64.getEncoder().encodeToString(own.der()))));
        cases.add(new Case(
                "expired certificate",
                401,
                "invalid_client",
                () -> expired.askSigned(expired.assertion(old.key(), _ -> {}), "X-Client-Cert", old.header())));
        cases.add(new Case(
                "assertion without certificate",
                401,
                "invalid_client",
                () -> victim.askSigned(victim.assertion(own.key(), _ -> {}))));
        // A victim's certificate and client id, and whatever an attacker can add to them.
        String[][] additions = {
            {},
            {"X-Forwarded-For", "127.0.0.1"},
            {"Forwarded", "for=127.0.0.1;proto=https"},
            {"X-Real-IP", "127.0.0.1"},
            {"X-Forwarded-Proto", "https"},
            {"X-SSL-Client-Verify", "SUCCESS"},
            {"X-Forwarded-Client-Cert", own.header()},
            {"Client-Cert", own.header()},
            {"X-Client-Cert-Signature", "0".repeat(64), "X-Client-Cert-Time", "1"},
            {"X-CLIENT-CERT-VERIFIED", "1"},
            {"DPoP", "x"}
        };
        for (var name : new String[] {"X-Client-Cert", "x-client-cert", "X-CLIENT-CERT"}) {
            for (var addition : additions) {
                var headers = Stream.concat(Stream.of(name, own.header()), Arrays.stream(addition))
                        .toArray(String[]::new);
                cases.add(new Case(
                        "victim's certificate alone as " + name + " with " + String.join("=", addition),
                        401,
                        "proof_of_possession_required",
                        () -> API.anybody()
                                .form(
                                        TestClient.TOKEN,
                                        List.of("grant_type", "client_credentials", "client_id", victim.id()),
                                        headers)));
            }
        }
        cases.add(new Case(
                "victim's certificate, attacker's key",
                401,
                "invalid_client",
                () -> victim.askSigned(victim.assertion(other.key(), _ -> {}), "X-Client-Cert", own.header())));
        cases.add(new Case(
                "attacker's certificate and key",
                401,
                "invalid_client",
                () -> victim.askSigned(victim.assertion(other.key(), _ -> {}), "X-Client-Cert", other.header())));
        cases.add(new Case(
                "certificate and secret",
                400,
                "invalid_request",
                () -> API.anybody()
                        .form(
                                TestClient.TOKEN,
                                List.of(
                                        "grant_type",
                                        "client_credentials",
                                        "client_id",
                                        victim.id(),
                                        "client_secret",
                                        "guess"),
                                "X-Client-Cert",
                                own.header())));
        cases.add(new Case(
                "certificate without client id",
                400,
                "invalid_request",
                () -> API.anybody()
                        .form(
                                TestClient.TOKEN,
                                List.of("grant_type", "client_credentials"),
                                "X-Client-Cert",
                                own.header())));
        cases.add(new Case(
                "secret of a client with certificates", 401, "invalid_client", () -> victim.askBasic("guess")));
        return cases;
    }

    private static List<Case> certificateHeaders() {
        var own = TestCertificate.create();
        var client = TestClient.create(API, own.clientBody());
        var twice = Base64.getEncoder().encodeToString((own.pem() + own.pem()).getBytes(StandardCharsets.US_ASCII));
        var trailing = Base64.getEncoder().encodeToString(Arrays.copyOf(own.der(), own.der().length + 1));
        String[][] wrong = {
            {"empty", ""},
            {"no base64", "!!!"},
            {"base64 of nothing", "AAAA"},
            {"PEM itself", own.pem().replace("\n", " ")},
            {"with spaces", own.header().substring(0, 10) + " " + own.header().substring(10)},
            {"URL-safe alphabet", own.header().replace('L', '-')},
            {"two certificates", twice},
            {"bytes behind it", trailing},
            {"over 8 KiB", "A".repeat(8_193)},
            {"list", own.header() + "," + own.header()},
            {"structured field", ":" + own.header() + ":"}
        };
        List<Case> cases = new ArrayList<>();
        for (var header : wrong) {
            cases.add(new Case(
                    "certificate " + header[0] + ", token",
                    400,
                    "invalid_request",
                    () -> API.anybody()
                            .form(
                                    TestClient.TOKEN,
                                    List.of("grant_type", "client_credentials", "client_id", client.id()),
                                    "X-Client-Cert",
                                    header[1])));
            cases.add(new Case(
                    "certificate " + header[0] + ", call",
                    400,
                    "invalid_request",
                    () -> API.client(0).get(PATH, "X-Client-Cert", header[1])));
        }
        cases.add(new Case(
                "certificate twice, token",
                400,
                "invalid_request",
                () -> API.anybody()
                        .form(
                                TestClient.TOKEN,
                                List.of("grant_type", "client_credentials", "client_id", client.id()),
                                "X-Client-Cert",
                                own.header(),
                                "x-client-cert",
                                own.header())));
        cases.add(new Case(
                "certificate twice, call",
                400,
                "invalid_request",
                () -> API.client(0).get(PATH, "X-Client-Cert", own.header(), "x-client-cert", own.header())));
        cases.add(new Case(
                "certificate beside a key", 200, "", () -> API.client(0).get(PATH, "X-Client-Cert", own.header())));
        return cases;
    }

    private static Case bearer(String name, int status, String token) {
        return header(name, status, "Authorization", "Bearer " + token);
    }

    private static Case header(String name, int status, String... headers) {
        return new Case(name, status, "", () -> API.anybody().send("GET", PATH, BodyPublishers.noBody(), headers));
    }

    private static Case bound(String name, int status, String token, TestCertificate certificate, String proof) {
        return bound(name, status, token, certificate, proof, "");
    }

    private static Case bound(
            String name,
            int status,
            String token,
            TestCertificate certificate,
            @org.jspecify.annotations.Nullable String proof,
            String code) {
        List<String> headers =
                new ArrayList<>(List.of("Authorization", "Bearer " + token, "X-Client-Cert", certificate.header()));
        if (proof != null) {
            headers.addAll(List.of("DPoP", proof));
        }
        return new Case(
                name,
                status,
                code,
                () -> API.anybody().send("GET", PATH, BodyPublishers.noBody(), headers.toArray(String[]::new)));
    }

    private static java.security.PrivateKey privateKey(com.nimbusds.jose.jwk.RSAKey key) {
        try {
            return key.toPrivateKey();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String jti(String token) {
        try {
            return com.nimbusds.jwt.SignedJWT.parse(token).getJWTClaimsSet().getJWTID();
        } catch (java.text.ParseException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One request and its answer; the code is empty where the status says it all. */
    record Case(String name, int status, String code, Supplier<Http.Answer> call) {

        @Override
        public String toString() {
            return name;
        }
    }
}
