package io.waybill.api.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jwt.SignedJWT;
import io.waybill.api.testing.ApiServer;
import io.waybill.api.testing.Http;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two API processes over one database: what one refuses, the other does within 5 seconds. */
class TokenRevocationTest {

    private static final Duration PROMISED = Duration.ofSeconds(5);
    private static final String ISSUER = "https://api.example.org";

    @RegisterExtension
    static final ApiServer ONE = new ApiServer().with("waybill.oauth.issuer", ISSUER);

    @RegisterExtension
    static final ApiServer OTHER = new ApiServer().over(ONE).with("waybill.oauth.issuer", ISSUER);

    private final TestClient client = TestClient.create(ONE, "{\"name\":\"ingest\"}");
    private final String token = client.token();
    private final Http elsewhere = new Http(OTHER.url(), client.owner().accountId(), token);

    @Test
    void reachesTheOtherProcessWhereTheClientIsDeleted() {
        assertThat(elsewhere.get("/v1/files").status()).isEqualTo(200);

        client.owner().delete("/v1/oauth/clients/" + client.id());

        awaitRefusal();
    }

    @Test
    void reachesTheOtherProcessWhereOneTokenIsRefused() throws Exception {
        assertThat(elsewhere.get("/v1/files").status()).isEqualTo(200);
        var jti = SignedJWT.parse(token).getJWTClaimsSet().getJWTID();

        ONE.operator().post("/v1/admin/oauth/revoke-token", "{\"jti\":\"" + jti + "\"}");

        awaitRefusal();
        assertThat(client.with(client.token()).get("/v1/files").status()).isEqualTo(200);
    }

    @Test
    void reachesTheOtherProcessWhereAllTokensOfTheClientAreRefused() {
        assertThat(elsewhere.get("/v1/files").status()).isEqualTo(200);

        client.owner().post("/v1/oauth/clients/" + client.id() + "/revoke-tokens", "{}");

        awaitRefusal();
    }

    @Test
    void reachesTheOtherProcessWhereAllTokensOfTheAccountAreRefused() {
        assertThat(elsewhere.get("/v1/files").status()).isEqualTo(200);

        ONE.operator().post("/v1/admin/accounts/" + client.owner().accountId() + "/revoke-tokens", "{}");

        awaitRefusal();
    }

    private void awaitRefusal() {
        await().atMost(PROMISED)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> elsewhere.get("/v1/files").status() == 401);
    }
}
