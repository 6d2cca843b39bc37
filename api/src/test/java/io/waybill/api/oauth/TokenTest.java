package io.waybill.api.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import io.waybill.api.testing.ApiServer;
import io.waybill.api.testing.Http;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens for client credentials, and what they are good for. */
class TokenTest {

    @RegisterExtension
    static final ApiServer API = new ApiServer();

    private final TestClient client = TestClient.create(API, "{\"name\":\"ingest\"}");

    @Test
    void givesATokenForTheSecretInTheForm() {
        var answer = client.ask();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("token_type").asString()).isEqualTo("Bearer");
        assertThat(answer.json().get("expires_in").asLong()).isBetween(3590L, 3600L);
        assertThat(answer.header("Cache-Control")).contains("no-store");
        var caller = client.with(answer.json().get("access_token").asString());
        assertThat(caller.get("/v1/files").status()).isEqualTo(200);
        var me = caller.get("/v1/users/me").json();
        assertThat(me.get("id").asString()).isEqualTo(client.owner().accountId().toString());
        assertThat(me.get("key").get("id").asString()).isEqualTo(client.id());
    }

    @Test
    void givesATokenForTheSecretInTheHeader() {
        assertThat(client.askBasic(client.secret()).status()).isEqualTo(200);
    }

    @Test
    void signsWhatIsNeededToCheckItWithoutAsking() throws Exception {
        var token = SignedJWT.parse(client.token());
        var published = JWKSet.parse(API.anybody().get("/v1/oauth/jwks").text());

        var key = published.getKeyByKeyId(token.getHeader().getKeyID()).toRSAKey();

        assertThat(token.verify(new RSASSAVerifier(key))).isTrue();
        assertThat(token.getHeader().getAlgorithm().getName()).isEqualTo("RS256");
        assertThat(token.getHeader().getType().getType()).isEqualTo("at+jwt");
        var claims = token.getJWTClaimsSet();
        assertThat(claims.getIssuer()).isEqualTo(API.url().toString());
        assertThat(claims.getAudience()).containsExactly(API.url().toString());
        assertThat(claims.getSubject()).isEqualTo(client.id());
        assertThat(claims.getJWTID()).isNotBlank();
        assertThat(claims.getExpirationTime().toInstant())
                .isEqualTo(claims.getIssueTime().toInstant().plusSeconds(3600));
        assertThat(published.getKeys()).hasSizeBetween(2, 3).noneMatch(found -> found.isPrivate());
    }

    @Test
    void saysWhatItCanDo() {
        var metadata =
                API.anybody().get("/.well-known/oauth-authorization-server").json();

        assertThat(metadata.get("issuer").asString()).isEqualTo(API.url().toString());
        assertThat(metadata.get("token_endpoint").asString()).isEqualTo(API.url() + "/v1/oauth/token");
        assertThat(metadata.get("jwks_uri").asString()).isEqualTo(API.url() + "/v1/oauth/jwks");
    }

    @Test
    void narrowsATokenToTheScopesAskedFor() {
        var answer = client.ask("scope", "files:read");
        var more = client.ask("scope", "admin");

        var caller = client.with(answer.json().get("access_token").asString());
        assertThat(answer.json().get("scope").asString()).isEqualTo("files:read");
        assertThat(caller.get("/v1/files").status()).isEqualTo(200);
        assertThat(caller.get("/v1/batches").code()).isEqualTo("insufficient_scope");
        assertThat(more.status()).isEqualTo(400);
        assertThat(more.json().get("error").asString()).isEqualTo("invalid_scope");
    }

    @Test
    void refusesAWrongSecretWithTheOAuthErrorBody() {
        var wrong = client.askBasic(client.secret() + "x");
        var unknown = API.anybody()
                .form(
                        TestClient.TOKEN,
                        List.of("grant_type", "client_credentials", "client_id", "wbc_unknown", "client_secret", "x"));
        var none = API.anybody().form(TestClient.TOKEN, List.of("grant_type", "client_credentials"));

        for (var answer : new Http.Answer[] {wrong, unknown, none}) {
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.json().get("error").asString()).isEqualTo("invalid_client");
            assertThat(answer.header("WWW-Authenticate")).startsWith("Basic");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "unsupported_grant_type, grant_type=password",
        "invalid_request, scope=files:read",
        "invalid_request, grant_type=client_credentials&grant_type=client_credentials",
        "invalid_request, grant_type=client_credentials&client_assertion=x"
    })
    void refusesOtherRequests(String error, String fields) {
        List<String> all = new ArrayList<>(List.of("client_id", client.id(), "client_secret", client.secret()));
        for (var field : fields.split("&", -1)) {
            all.addAll(List.of(field.substring(0, field.indexOf('=')), field.substring(field.indexOf('=') + 1)));
        }

        var answer = API.anybody().form(TestClient.TOKEN, all);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().get("error").asString()).isEqualTo(error);
    }

    @Test
    void refusesCredentialsInTheUrl() {
        var path = TestClient.TOKEN + "?client_id=" + client.id() + "&client_secret=" + client.secret();

        var answer = API.anybody().form(path, List.of("grant_type", "client_credentials"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).doesNotContain(client.secret());
    }

    @Test
    void givesATokenForAnAssertionOnce() {
        var key = TestClient.newKey();
        var signing = TestClient.create(
                API,
                "{\"name\":\"signing\",\"token_endpoint_auth_method\":\"private_key_jwt\",\"jwks\":{\"keys\":["
                        + key.toPublicJWK().toJSONString() + "]}}");
        var now = Instant.now();
        var assertion = signing.assertion(key, _ -> {});

        var first = signing.askSigned(assertion);
        var replayed = signing.askSigned(assertion);
        var foreign = signing.askSigned(signing.assertion(TestClient.newKey(), _ -> {}));
        var elsewhere = signing.askSigned(signing.assertion(key, claims -> claims.audience("https://other.example")));
        var old = signing.askSigned(
                signing.assertion(key, claims -> claims.expirationTime(Date.from(now.minusSeconds(1)))));
        var lasting = signing.askSigned(
                signing.assertion(key, claims -> claims.expirationTime(Date.from(now.plusSeconds(3700)))));
        var hour = signing.askSigned(
                signing.assertion(key, claims -> claims.expirationTime(Date.from(now.plusSeconds(3600)))));

        assertThat(first.status()).isEqualTo(200);
        assertThat(hour.status()).isEqualTo(200);
        var caller = signing.with(first.json().get("access_token").asString());
        assertThat(caller.get("/v1/files").status()).isEqualTo(200);
        for (var answer : new Http.Answer[] {replayed, foreign, elsewhere, old, lasting, signing.ask()}) {
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.json().get("error").asString()).isEqualTo("invalid_client");
        }
    }

    @Test
    void refusesTokensOfADeletedClient() {
        var caller = client.with(client.token());
        assertThat(caller.get("/v1/files").status()).isEqualTo(200);

        var deleted = client.owner().delete("/v1/oauth/clients/" + client.id());

        assertThat(deleted.status()).isEqualTo(204);
        assertThat(caller.get("/v1/files").status()).isEqualTo(401);
        assertThat(client.ask().status()).isEqualTo(401);
        assertThat(client.owner().delete("/v1/oauth/clients/" + client.id()).code())
                .isEqualTo("client_not_found");
    }

    @Test
    void rotatesTheSecretWithGrace() {
        var path = "/v1/oauth/clients/" + client.id() + "/rotate";

        var second = client.owner()
                .post(path, "{\"grace_days\":1}")
                .json()
                .get("client_secret")
                .asString();

        assertThat(client.ask().status()).isEqualTo(200);
        assertThat(client.askBasic(second).status()).isEqualTo(200);
        client.owner().post(path, "{\"grace_days\":0}");
        assertThat(client.ask().status()).isEqualTo(401);
        assertThat(client.askBasic(second).status()).isEqualTo(401);
    }

    @Test
    void listsClientsWithoutSecretsAndToTheirAccountAlone() {
        var listed = client.owner().get("/v1/oauth/clients");

        assertThat(listed.json()).hasSize(1);
        assertThat(listed.text()).doesNotContain(client.secret());
        assertThat(API.client(0).get("/v1/oauth/clients").json()).isEmpty();
        assertThat(API.client(0)
                        .post("/v1/oauth/clients/" + client.id() + "/rotate", "{}")
                        .code())
                .isEqualTo("client_not_found");
    }

    @Test
    void keepsTokensWhenTheSigningKeyIsReplacedOnceAndNotTwice() {
        var operator = API.operator();
        var caller = client.with(client.token());

        operator.post("/v1/admin/oauth/rotate-signing-key", "{}");
        var after = caller.get("/v1/files").status();
        operator.post("/v1/admin/oauth/rotate-signing-key", "{}");

        assertThat(after).isEqualTo(200);
        assertThat(caller.get("/v1/files").status()).isEqualTo(401);
        assertThat(client.with(client.token()).get("/v1/files").status()).isEqualTo(200);
        assertThat(API.anybody().get("/v1/oauth/jwks").json().get("keys")).hasSize(3);
    }

    @Test
    void givesNoMoreThanItsCreatorHas() {
        var reader = API.client(client.owner().accountId(), Set.of("keys:manage", "files:read"));

        var more = reader.post("/v1/oauth/clients", "{\"name\":\"x\",\"scopes\":[\"files:write\"]}");
        var same = reader.post("/v1/oauth/clients", "{\"name\":\"x\"}");

        assertThat(more.code()).isEqualTo("exceeds_own_rights");
        assertThat(same.json().get("scopes")).hasSize(1);
        assertThat(reader.post("/v1/oauth/clients/" + client.id() + "/rotate", "{}")
                        .code())
                .isEqualTo("exceeds_own_rights");
    }
}
