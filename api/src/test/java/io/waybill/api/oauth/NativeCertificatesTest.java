package io.waybill.api.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jwt.SignedJWT;
import io.waybill.api.testing.ApiServer;
import io.waybill.api.testing.Http;
import io.waybill.api.testing.TestAuthority;
import io.waybill.api.testing.TestIdentity;
import io.waybill.api.token.Certificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A TLS listener that asks clients for their certificates: the connection itself proves who has the key. */
class NativeCertificatesTest {

    private static final TestAuthority SERVERS = TestAuthority.root("CN=servers");

    @RegisterExtension
    static final ApiServer API = new ApiServer().withTls(SERVERS).with("waybill.certificate.mode", "native");

    private final TestAuthority strangers = TestAuthority.root("CN=an authority that the platform does not know");
    private final TestIdentity own = strangers.client("CN=client");
    private final TestClient client = TestClient.create(
            API,
            "{\"name\":\"bank\",\"token_endpoint_auth_method\":\"self_signed_tls_client_auth\",\"certificates\":[\""
                    + own.jsonPem() + "\"]}");

    @Test
    void bindsTheTokenToTheCertificateOfTheConnection() throws Exception {
        var answer = ask(own);

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        var token = answer.json().get("access_token").asString();
        assertThat(SignedJWT.parse(token).getJWTClaimsSet().getClaim("cnf"))
                .isEqualTo(Map.of("x5t#S256", Certificates.sha256(own.certificate())));
        assertThat(files(token, own).status()).isEqualTo(200);
    }

    @Test
    void refusesTheTokenWithAnotherCertificateAndWithNone() {
        var token = ask(own).json().get("access_token").asString();

        assertThat(files(token, strangers.client("CN=client")).status()).isEqualTo(401);
        assertThat(files(token, null).status()).isEqualTo(401);
        assertThat(files(token, null, "X-Client-Cert", own.header()).status()).isEqualTo(401);
        assertThat(files(token, strangers.client("CN=client"), "X-Client-Cert", own.header())
                        .status())
                .isEqualTo(401);
    }

    @Test
    void givesNoTokenToAnotherCertificateOrNone() {
        for (var shown : new @Nullable TestIdentity[] {strangers.client("CN=client"), null}) {
            var answer = ask(shown, "X-Client-Cert", own.header());

            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.json().get("error").asString()).isEqualTo("invalid_client");
        }
    }

    @Test
    void refusesTheTokenWhenTheCertificateIsTakenFromTheClient() {
        var path = "/v1/oauth/clients/" + client.id() + "/certificates";
        var other = strangers.client("CN=the next one");
        var token = ask(own).json().get("access_token").asString();
        client.owner().post(path, "{\"certificate\":\"" + other.jsonPem() + "\"}");
        assertThat(ask(other).status()).isEqualTo(200);

        var deleted = client.owner().delete(path + "/" + Certificates.sha256Hex(own.certificate()));

        assertThat(deleted.status()).isEqualTo(204);
        await().atMost(Duration.ofSeconds(5))
                .until(() -> files(token, own).status() == 401 && ask(own).status() == 401);
        assertThat(ask(other).status()).isEqualTo(200);
    }

    @Test
    void letsClientsThatSignInOtherwiseShowACertificate() {
        var withSecret = TestClient.create(API, "{\"name\":\"ingest\"}");

        var shown = API.anybody().over(TestIdentity.client(SERVERS.own().certificate(), own));

        var answer = shown.form(
                TestClient.TOKEN,
                List.of(
                        "grant_type", "client_credentials",
                        "client_id", withSecret.id(),
                        "client_secret", withSecret.secret()));
        var basic = shown.form(
                TestClient.TOKEN,
                List.of("grant_type", "client_credentials"),
                "Authorization",
                "Basic "
                        + Base64.getEncoder()
                                .encodeToString((withSecret.id() + ":" + withSecret.secret())
                                        .getBytes(StandardCharsets.UTF_8)));

        assertThat(basic.status()).as(basic.text()).isEqualTo(200);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(withSecret
                        .with(answer.json().get("access_token").asString())
                        .get("/v1/files")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void tellsClientsToStayWithTls() {
        assertThat(API.client(0).get("/v1/files").header("Strict-Transport-Security"))
                .startsWith("max-age=31536000");
    }

    @Test
    void answersNothingOverPlainHttp() throws IOException {
        var key = API.client(0).key();

        try (var socket = new Socket(InetAddress.getLoopbackAddress(), API.url().getPort())) {
            socket.getOutputStream()
                    .write(("GET /v1/files HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + key + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer).doesNotContain(" 200", "\"object\"");
        }
    }

    @Test
    void doesNotStartWhereTheListenerAsksNoClientForItsCertificate() {
        var plain = new ApiServer().over(API).with("waybill.certificate.mode", "native");

        assertThatThrownBy(plain::start).rootCause().hasMessageContaining("server.ssl.client-auth");
    }

    private Http.Answer ask(@Nullable TestIdentity shown, String... headers) {
        return API.anybody()
                .over(TestIdentity.client(SERVERS.own().certificate(), shown))
                .form(TestClient.TOKEN, List.of("grant_type", "client_credentials", "client_id", client.id()), headers);
    }

    private Http.Answer files(String token, @Nullable TestIdentity shown, String... headers) {
        return client.with(token)
                .over(TestIdentity.client(SERVERS.own().certificate(), shown))
                .get("/v1/files", headers);
    }
}
