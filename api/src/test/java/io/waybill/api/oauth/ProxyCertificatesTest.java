package io.waybill.api.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.api.testing.ApiServer;
import io.waybill.api.testing.Http;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Certificates that a proxy vouches for, and a listener that takes none. */
class ProxyCertificatesTest {

    private static final String SECRET = "shared with the proxy, 32 characters or more";

    @RegisterExtension
    static final ApiServer API =
            new ApiServer().with("waybill.certificate.mode", "proxy").with("waybill.certificate.proxy-secret", SECRET);

    @RegisterExtension
    static final ApiServer OFF = new ApiServer();

    private final TestCertificate own = TestCertificate.create();
    private final TestClient client = TestClient.create(API, own.clientBody());
    private final long now = Instant.now().getEpochSecond();

    @Test
    void takesWhatTheProxySigned() {
        var answer = ask(client, signed("POST", TestClient.TOKEN, own.header(), now, SECRET));

        assertThat(answer.status()).isEqualTo(200);
        var caller = client.with(answer.json().get("access_token").asString());
        assertThat(caller.get("/v1/files?limit=1", signed("GET", "/v1/files?limit=1", own.header(), now, SECRET))
                        .status())
                .isEqualTo(200);
        assertThat(caller.get("/v1/files").status()).isEqualTo(401);
        assertThat(caller.get("/v1/files", "X-Client-Cert", own.header()).status())
                .isEqualTo(401);
        var other = TestCertificate.create();
        assertThat(caller.get("/v1/files", signed("GET", "/v1/files", other.header(), now, SECRET))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void refusesWhatTheProxyDidNotSign() {
        var other = TestCertificate.create().header();
        var signedOther = signed("POST", TestClient.TOKEN, other, now, SECRET);
        signedOther[1] = own.header();

        for (var headers : List.of(
                new String[] {"X-Client-Cert", own.header()},
                new String[] {"X-Client-Cert", own.header(), "X-Forwarded-For", "127.0.0.1"},
                signed("POST", TestClient.TOKEN, own.header(), now, "another secret of 32 characters or so"),
                signed("GET", TestClient.TOKEN, own.header(), now, SECRET),
                signed("POST", "/v1/files", own.header(), now, SECRET),
                signed("POST", TestClient.TOKEN, own.header(), now - 60, SECRET),
                signed("POST", TestClient.TOKEN, own.header(), now + 60, SECRET),
                signedOther)) {
            var answer = ask(client, headers);
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.json().get("error").asString()).isEqualTo("invalid_client");
        }
    }

    @Test
    void takesNoCertificateWhereNoneIsConfigured() {
        var there = TestClient.create(OFF, own.clientBody());

        assertThat(ask(there, "X-Client-Cert", own.header()).status()).isEqualTo(401);
        assertThat(there.askSigned(there.assertion(own.key(), _ -> {}), "X-Client-Cert", own.header())
                        .status())
                .isEqualTo(401);
    }

    private static Http.Answer ask(TestClient client, String... headers) {
        return client.api()
                .anybody()
                .form(TestClient.TOKEN, List.of("grant_type", "client_credentials", "client_id", client.id()), headers);
    }

    private static String[] signed(String method, String path, String certificate, long time, String secret) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            var signature = mac.doFinal(
                    (method + "\n" + path + "\n" + certificate + "\n" + time).getBytes(StandardCharsets.UTF_8));
            return new String[] {
                "X-Client-Cert",
                certificate,
                "X-Client-Cert-Time",
                Long.toString(time),
                "X-Client-Cert-Signature",
                HexFormat.of().formatHex(signature)
            };
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
