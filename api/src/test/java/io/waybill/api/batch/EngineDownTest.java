package io.waybill.api.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.api.testing.Platform;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What happens to a submission while Temporal is away. */
@Timeout(120)
class EngineDownTest {

    @Test
    void keepsTheBatchAndStartsItByTheRetryUnderTheSameKey() {
        var platform = new Platform();
        try {
            var api = platform.api().with("waybill.temporal.call-timeout", "1s").start();
            var client = api.client(1_000_000_000);

            var down = client.post("/v1/batches", Platform.tasks(1), "Idempotency-Key", "k");
            var pending = client.get("/v1/batches").json().get("data").get(0);
            var readiness = api.anybody().get("/readyz");
            var liveness = api.anybody().get("/livez");
            platform.startEngine();
            var up = client.post("/v1/batches", Platform.tasks(1), "Idempotency-Key", "k");

            assertThat(down.status()).isEqualTo(503);
            assertThat(down.code()).isEqualTo("engine_unavailable");
            assertThat(down.header("Retry-After")).isEqualTo("5");
            assertThat(pending.get("status").asString()).isEqualTo("pending");
            assertThat(down.error().get("batch_id")).isEqualTo(pending.get("id"));
            assertThat(readiness.status()).isEqualTo(503);
            assertThat(readiness.json().get("parts").get("temporal").asString()).isEqualTo("down");
            assertThat(readiness.json().get("parts").get("postgres").asString()).isEqualTo("ok");
            assertThat(readiness.json().get("parts").get("s3").asString()).isEqualTo("ok");
            assertThat(liveness.status()).isEqualTo(200);
            assertThat(up.status()).isEqualTo(200);
            assertThat(up.json().get("id")).isEqualTo(pending.get("id"));
            var ended = platform.ended(client, up.json().get("id").asString());
            assertThat(ended.get("status").asString()).isEqualTo("completed");
            assertThat(client.get("/v1/batches").json().get("data")).hasSize(1);
            api.checkInvariants();
        } finally {
            platform.stop();
        }
    }
}
