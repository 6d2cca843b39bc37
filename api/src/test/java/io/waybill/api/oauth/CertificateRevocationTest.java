package io.waybill.api.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waybill.api.testing.ApiServer;
import io.waybill.api.testing.Http;
import io.waybill.api.testing.TestAuthority;
import io.waybill.api.testing.TestIdentity;
import io.waybill.api.token.Certificates;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two API processes over one database: a certificate that one refuses, the other does within 5 seconds. */
class CertificateRevocationTest {

    private static final Duration PROMISED = Duration.ofSeconds(5);
    private static final TestAuthority SERVERS = TestAuthority.root("CN=servers");

    @RegisterExtension
    static final ApiServer ONE = server();

    @RegisterExtension
    static final ApiServer OTHER = server().over(ONE);

    private final TestAuthority authority = TestAuthority.root("CN=our CA");
    private final TestIdentity own = authority.client("CN=ingest");
    private final Http owner = ONE.client(0);

    @Test
    void reachesTheOtherProcessWhereTheAnchorIsDeleted() {
        var anchor = owner.post(
                "/v1/oauth/trust-anchors",
                "{\"name\":\"ours\",\"certificate\":\"" + authority.own().jsonPem() + "\"}");
        var clientId = create("\"tls_client_auth\",\"tls_client_auth_subject_dn\":\"CN=ingest\"");
        var elsewhere = elsewhere(clientId);
        assertThat(elsewhere.get("/v1/files").status()).isEqualTo(200);

        owner.delete("/v1/oauth/trust-anchors/" + anchor.json().get("id").asString());

        awaitRefusal(elsewhere, clientId);
    }

    @Test
    void reachesTheOtherProcessWhereTheCertificateIsTakenFromItsClient() {
        var clientId = create("\"self_signed_tls_client_auth\",\"certificates\":[\"" + own.jsonPem() + "\"]");
        var elsewhere = elsewhere(clientId);
        assertThat(elsewhere.get("/v1/files").status()).isEqualTo(200);

        owner.delete("/v1/oauth/clients/" + clientId + "/certificates/" + Certificates.sha256Hex(own.certificate()));

        awaitRefusal(elsewhere, clientId);
    }

    private String create(String method) {
        return owner.post("/v1/oauth/clients", "{\"name\":\"bank\",\"token_endpoint_auth_method\":" + method + "}")
                .json()
                .get("client_id")
                .asString();
    }

    /** {@return a caller of the other process, with a token of it} */
    private Http elsewhere(String clientId) {
        var token = ask(clientId).json().get("access_token").asString();
        return OTHER.anybody().over(tls()).with(token);
    }

    private Http.Answer ask(String clientId) {
        return OTHER.anybody()
                .over(tls())
                .form(TestClient.TOKEN, List.of("grant_type", "client_credentials", "client_id", clientId));
    }

    private SSLContext tls() {
        return TestIdentity.client(SERVERS.own().certificate(), own);
    }

    private void awaitRefusal(Http elsewhere, String clientId) {
        await().atMost(PROMISED)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> elsewhere.get("/v1/files").status() == 401);
        assertThat(ask(clientId).status()).isEqualTo(401);
    }

    private static ApiServer server() {
        return new ApiServer().withTls(SERVERS).with("waybill.certificate.mode", "native");
    }
}
