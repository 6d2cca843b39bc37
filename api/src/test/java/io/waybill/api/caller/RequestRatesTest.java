package io.waybill.api.caller;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.api.testing.ApiServer;
import io.waybill.api.testing.Http;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two API processes count the requests of a key and of an account together. */
class RequestRatesTest {

    private static final int ACCOUNT_PER_MINUTE = 50;

    @RegisterExtension
    static final ApiServer ONE = new ApiServer().with("waybill.limits.account-requests-per-minute", ACCOUNT_PER_MINUTE);

    @RegisterExtension
    static final ApiServer OTHER =
            new ApiServer().over(ONE).with("waybill.limits.account-requests-per-minute", ACCOUNT_PER_MINUTE);

    private final Http client = ONE.client(0);

    @Test
    void refusesAKeysRequestsOverItsRateInAllProcesses() {
        var key = client.post("/v1/keys", "{\"rate_limit_rpm\":10}")
                .json()
                .get("key")
                .asString();
        var one = new Http(ONE.url(), client.accountId(), key);
        var other = new Http(OTHER.url(), client.accountId(), key);

        var allowed = 0;
        for (var i = 0; i < 12; i++) {
            allowed += one.get("/v1/files").status() == 200 ? 1 : 0;
            allowed += other.get("/v1/files").status() == 200 ? 1 : 0;
        }

        assertThat(allowed).isBetween(10, 12); // one comes back every 6 s
        var refused = one.get("/v1/files");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.code()).isEqualTo("rate_limited");
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 7);
        assertThat(refused.header("RateLimit-Policy")).startsWith("\"key\";q=10;w=60");
        assertThat(refused.header("RateLimit")).startsWith("\"key\";r=0;t=");
    }

    @Test
    void countsAllKeysOfAnAccountTogether() {
        var second = ONE.client(client.accountId(), Scopes.CLIENT);

        var allowed = 0;
        for (var i = 0; i < ACCOUNT_PER_MINUTE; i++) {
            allowed += client.get("/v1/files").status() == 200 ? 1 : 0;
            allowed += second.get("/v1/files").status() == 200 ? 1 : 0;
        }

        assertThat(allowed).isBetween(ACCOUNT_PER_MINUTE, ACCOUNT_PER_MINUTE + 15);
        assertThat(ONE.client(0).get("/v1/files").status()).isEqualTo(200);
    }

    @Test
    void saysWhatIsLeft() {
        var first = client.get("/v1/files");

        assertThat(first.header("RateLimit-Policy")).isEqualTo("\"account\";q=50;w=60");
        assertThat(first.header("RateLimit")).isEqualTo("\"account\";r=49;t=2");
    }
}
