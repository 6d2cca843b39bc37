package io.waybill.api.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.api.testing.ApiServer;
import io.waybill.api.testing.Http;
import io.waybill.api.testing.TestAuthority;
import io.waybill.api.testing.TestIdentity;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Credentials that were seen before cost no query: nobody can read their tables, and calls are answered. */
class WarmPathTest {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final TestAuthority SERVERS = TestAuthority.root("CN=servers");

    /** Answered after credential, rate and scope were checked, before anything of it is looked up. */
    private static final String CHECKED = "/v1/files?limit=0";

    @RegisterExtension
    static final ApiServer API = new ApiServer().withTls(SERVERS).with("waybill.certificate.mode", "native");

    @Test
    void asksNothingAboutCredentialsThatItKnows() throws Exception {
        var callers = List.of(API.client(0), withToken(), withBoundToken());
        for (var caller : callers) {
            assertThat(caller.get(CHECKED).status()).isEqualTo(400);
        }

        try (var connection = API.database().connect();
                var statement = connection.createStatement();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            connection.setAutoCommit(false);
            statement.execute(
                    "LOCK TABLE api_key, oauth_client, oauth_signing_key, trust_anchor IN ACCESS EXCLUSIVE MODE");
            for (var caller : callers) {
                var status = threads.submit(() -> caller.get(CHECKED).status());
                assertThat(status.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                        .isEqualTo(400);
            }
            connection.rollback();
        }
    }

    private static Http withToken() {
        var client = TestClient.create(API, "{\"name\":\"ingest\"}");
        return client.with(client.token());
    }

    private static Http withBoundToken() {
        var authority = TestAuthority.root("CN=our CA");
        var tls = TestIdentity.client(SERVERS.own().certificate(), authority.client("CN=ingest"));
        var client = TestClient.create(
                API,
                "{\"name\":\"bank\",\"token_endpoint_auth_method\":\"tls_client_auth\","
                        + "\"tls_client_auth_subject_dn\":\"CN=ingest\"}");
        client.owner()
                .post(
                        "/v1/oauth/trust-anchors",
                        "{\"name\":\"ours\",\"certificate\":\""
                                + authority.own().jsonPem() + "\"}");
        var answer = API.anybody()
                .over(tls)
                .form(TestClient.TOKEN, List.of("grant_type", "client_credentials", "client_id", client.id()));
        return client.with(answer.json().get("access_token").asString()).over(tls);
    }
}
