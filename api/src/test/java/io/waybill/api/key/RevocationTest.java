package io.waybill.api.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waybill.api.testing.ApiServer;
import io.waybill.api.testing.Http;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two API processes over one database. */
class RevocationTest {

    /** What docs/security.md promises. */
    private static final Duration PROMISED = Duration.ofSeconds(5);

    @RegisterExtension
    static final ApiServer ONE = new ApiServer();

    @RegisterExtension
    static final ApiServer OTHER = new ApiServer().over(ONE);

    private final Http client = ONE.client(0);

    @Test
    void reachesTheOtherProcess() {
        var created = client.post("/v1/keys", "{}").json();
        var elsewhere =
                new Http(OTHER.url(), client.accountId(), created.get("key").asString());
        assertThat(elsewhere.get("/v1/files").status()).isEqualTo(200);

        client.delete("/v1/keys/" + created.get("id").asString());

        await().atMost(PROMISED)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> elsewhere.get("/v1/files").status() == 401);
    }

    @Test
    void reachesTheOtherProcessWithoutANotification() {
        var created = client.post("/v1/keys", "{}").json();
        var id = created.get("id").asString();
        var elsewhere =
                new Http(OTHER.url(), client.accountId(), created.get("key").asString());
        assertThat(elsewhere.get("/v1/files").status()).isEqualTo(200);

        ONE.database()
                .execute("ALTER TABLE credential_event DISABLE TRIGGER credential_event_announced;"
                        + "UPDATE api_key SET revoked_at = now() WHERE id = '" + id + "';"
                        + "ALTER TABLE credential_event ENABLE TRIGGER credential_event_announced");

        await().atMost(PROMISED)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> elsewhere.get("/v1/files").status() == 401);
    }
}
