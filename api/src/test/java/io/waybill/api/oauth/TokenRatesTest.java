package io.waybill.api.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.api.testing.ApiServer;
import io.waybill.api.testing.Http;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whoever asks for tokens too often waits, and nobody else does. */
class TokenRatesTest {

    @RegisterExtension
    static final ApiServer BY_ADDRESS = new ApiServer()
            .with("waybill.limits.token-requests-per-address", "20")
            .with("server.forward-headers-strategy", "native");

    @RegisterExtension
    static final ApiServer BY_CLIENT = new ApiServer().with("waybill.limits.tokens-per-client", "3");

    @Test
    void limitsAnAddressWhateverItSends() {
        var statuses = java.util.stream.IntStream.range(0, 21)
                .mapToObj(i -> askFrom("192.0.2.1", "wbc_" + i))
                .toList();

        assertThat(statuses.subList(0, 20)).extracting(Http.Answer::status).containsOnly(401);
        var refused = statuses.getLast();
        assertThat(refused.status()).isEqualTo(429);
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 60);
        assertThat(refused.json().get("error").asString()).isEqualTo("temporarily_unavailable");
        assertThat(askFrom("192.0.2.2", "wbc_x").status()).isEqualTo(401);
    }

    @Test
    void countsABlockOfIpv6AsOneAddress() {
        for (var i = 0; i < 20; i++) {
            assertThat(askFrom("2001:db8::" + Integer.toHexString(i + 1), "wbc_x")
                            .status())
                    .isEqualTo(401);
        }

        assertThat(askFrom("2001:db8::ffff", "wbc_x").status()).isEqualTo(429);
        assertThat(askFrom("2001:db8:0:1::1", "wbc_x").status()).isEqualTo(401);
    }

    @Test
    void countsWhomAProxyDoesNotKnowAsOne() {
        for (var i = 0; i < 20; i++) {
            assertThat(askFrom("unknown", "wbc_x").status()).isEqualTo(401);
        }

        assertThat(askFrom("unknown", "wbc_x").status()).isEqualTo(429);
    }

    @Test
    void limitsAClientAndNoOther() {
        var busy = TestClient.create(BY_CLIENT, "{\"name\":\"busy\"}");
        var other = TestClient.create(BY_CLIENT, "{\"name\":\"other\"}");

        for (var i = 0; i < 3; i++) {
            assertThat(busy.ask().status()).isEqualTo(200);
        }
        var refused = busy.ask();

        assertThat(refused.status()).isEqualTo(429);
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 60);
        assertThat(refused.header("Cache-Control")).contains("no-store");
        assertThat(refused.json().has("access_token")).isFalse();
        assertThat(other.ask().status()).isEqualTo(200);
    }

    @Test
    void takesNothingFromAClientWhoseSecretIsNotKnown() {
        var victim = TestClient.create(BY_CLIENT, "{\"name\":\"victim\"}");

        for (var i = 0; i < 10; i++) {
            assertThat(victim.askBasic("wrong").status()).isEqualTo(401);
        }

        assertThat(victim.ask().status()).isEqualTo(200);
    }

    private static Http.Answer askFrom(String address, String clientId) {
        return BY_ADDRESS
                .anybody()
                .form(
                        TestClient.TOKEN,
                        List.of("grant_type", "client_credentials", "client_id", clientId, "client_secret", "x"),
                        "X-Forwarded-For",
                        address);
    }
}
