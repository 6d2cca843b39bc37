package io.waybill.api.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.api.testing.ApiServer;
import io.waybill.api.testing.Http;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Headers of answers, here behind a proxy that says whether a client came by TLS. */
class HeadersTest {

    private static final String HSTS = "Strict-Transport-Security";

    @RegisterExtension
    static final ApiServer API = new ApiServer().with("server.forward-headers-strategy", "native");

    private final Http client = API.client(0);

    @Test
    void asksForTlsWhereTheClientCameByTls() {
        assertThat(client.get("/v1/files", "X-Forwarded-Proto", "https").header(HSTS))
                .startsWith("max-age=31536000");
        assertThat(client.get("/v1/files").header(HSTS)).isEmpty();
    }

    @Test
    void allowsNoOtherOrigin() {
        var call = client.get("/v1/files", "Origin", "https://evil.example");
        var preflight = API.anybody()
                .send(
                        "OPTIONS",
                        "/v1/files",
                        BodyPublishers.noBody(),
                        "Origin",
                        "https://evil.example",
                        "Access-Control-Request-Method",
                        "POST");

        assertThat(call.header("Access-Control-Allow-Origin")).isEmpty();
        assertThat(preflight.header("Access-Control-Allow-Origin")).isEmpty();
        assertThat(preflight.header("Access-Control-Allow-Methods")).isEmpty();
    }

    @Test
    void namesNoProductOrVersion() {
        for (var answer : new Http.Answer[] {
            client.get("/v1/files"), client.get("/v1/nothing"), API.anybody().get("/")
        }) {
            assertThat(answer.header("Server")).isEmpty();
            assertThat(answer.header("X-Powered-By")).isEmpty();
            assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        }
    }
}
