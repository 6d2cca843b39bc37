package io.waybill.api.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.api.testing.ApiServer;
import io.waybill.api.testing.Http;
import io.waybill.api.testing.Platform;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Interactive embeddings through a real worker with the echo model. */
@Timeout(120)
class EmbeddingsTest {

    private static final long PLENTY = 1_000_000_000;

    @RegisterExtension
    static final Platform PLATFORM = new Platform();

    private final Http client = PLATFORM.api().client(PLENTY);

    @Test
    void answersNumbersAndBase64Alike() {
        var numbers = client.post("/v1/embeddings", "{\"model\":\"echo\",\"input\":[\"one\",\"two words\"]}");
        var base64 = client.post(
                "/v1/embeddings",
                "{\"model\":\"echo\",\"input\":[\"one\",\"two words\"],\"encoding_format\":\"base64\"}");

        assertThat(numbers.status()).isEqualTo(200);
        assertThat(numbers.json().get("object").asString()).isEqualTo("list");
        assertThat(numbers.json().get("model").asString()).isEqualTo("echo");
        assertThat(numbers.json().get("usage").get("prompt_tokens").asInt()).isEqualTo(3);
        assertThat(numbers.json().get("data")).hasSize(2);
        for (var i = 0; i < 2; i++) {
            var vector = numbers.json().get("data").get(i).get("embedding");
            var bytes = Base64.getDecoder()
                    .decode(base64.json().get("data").get(i).get("embedding").asString());
            var floats = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
            assertThat(vector).hasSize(8);
            for (var j = 0; j < 8; j++) {
                assertThat((float) vector.get(j).asDouble()).isEqualTo(floats.get(j));
            }
        }
    }

    @Test
    void chargesTheFullPriceOnce() {
        var answer = client.post("/v1/embeddings", "{\"model\":\"echo\",\"input\":\"one\"}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(PLATFORM.balance(client).get("available").asString()).isEqualTo("0.999");
    }

    @Test
    void givesBackWhatACallCostThatFailed() {
        var answer = client.post("/v1/embeddings", "{\"model\":\"echo\",\"input\":\"!bad\"}");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.code()).isEqualTo("inference_unavailable");
        assertThat(PLATFORM.balance(client).get("available").asString()).isEqualTo("1");
    }

    @Test
    void answersAndChargesOnceForAnIdempotencyKey() {
        var body = "{\"model\":\"echo\",\"input\":\"one\"}";

        var first = client.post("/v1/embeddings", body, "Idempotency-Key", "e");
        var second = client.post("/v1/embeddings", body, "Idempotency-Key", "e");
        var other = client.post("/v1/embeddings", body.replace("one", "two"), "Idempotency-Key", "e");

        assertThat(first.status()).isEqualTo(200);
        assertThat(first.header("Idempotency-Replayed")).isEmpty();
        assertThat(second.bytes()).isEqualTo(first.bytes());
        assertThat(second.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(other.status()).isEqualTo(422);
        assertThat(PLATFORM.balance(client).get("available").asString()).isEqualTo("0.999");
        assertThat(charges()).isZero();
    }

    @Test
    void leavesNoChargeOpenOnceACallWasAnswered() {
        client.post("/v1/embeddings", "{\"model\":\"echo\",\"input\":\"one\"}");

        Awaitility.await().until(() -> charges() == 0);

        assertThat(PLATFORM.balance(client).get("available").asString()).isEqualTo("0.999");
    }

    @Test
    void storesTheReceiptOfAKeptAnswerWithIt() {
        var answer =
                client.post("/v1/embeddings", "{\"model\":\"echo\",\"input\":\"one\"}", "Idempotency-Key", "receipt");

        var receipts = PLATFORM.api()
                .count(
                        "SELECT count(*) FROM receipt_call r JOIN call_usage u ON u.reference = r.reference WHERE r.id = '"
                                + answer.header("X-VaaS-Record-Id") + "'");

        assertThat(receipts).isEqualTo(1);
        assertThat(charges()).isZero();
    }

    /**
     * What a process leaves behind that is killed between charge and answer: a charge without an answer, and no
     * receipt, as receipt, answer and the end of the charge are one transaction.
     */
    @Test
    void costsOnceWhereAProcessWasKilledBeforeItsAnswer() {
        var body = "{\"model\":\"echo\",\"input\":\"one\"}";
        var api = PLATFORM.api();
        api.withoutReceipts(() -> {
            var killed = client.post("/v1/embeddings", body, "Idempotency-Key", "killed");
            assertThat(killed.status()).isEqualTo(503);
        });
        api.database().execute("UPDATE open_charge SET charged_at = now() - interval '1 hour'");

        var again = client.post("/v1/embeddings", body, "Idempotency-Key", "killed");
        var given = api.bean(AbandonedCalls.class).sweep();

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.header("Idempotency-Replayed")).isEmpty();
        assertThat(given).isEqualTo(1);
        assertThat(PLATFORM.balance(client).get("available").asString()).isEqualTo("0.999");
    }

    @Test
    void asksForMoneyFirst() {
        var poor = PLATFORM.api().client(1);

        var answer = poor.post("/v1/embeddings", "{\"model\":\"echo\",\"input\":\"one\"}");
        var again = poor.post("/v1/embeddings", "{\"model\":\"echo\",\"input\":\"one\"}");

        assertThat(answer.status()).isEqualTo(402);
        assertThat(answer.error().get("shortfall").asString()).isEqualTo("0.000999999");
        assertThat(again.status()).isEqualTo(402);
        assertThat(PLATFORM.balance(poor).get("available").asString()).isEqualTo("0.000000001");
    }

    @Test
    void refusesWhatTheModelCannotRead() {
        assertThat(client.post("/v1/embeddings", "{\"model\":\"echo\",\"input\":\"" + "w ".repeat(9000) + "\"}")
                        .code())
                .isEqualTo("context_length_exceeded");
        assertThat(client.post("/v1/embeddings", "{\"model\":\"nothing\",\"input\":\"x\"}")
                        .status())
                .isEqualTo(404);
        assertThat(client.post("/v1/embeddings", "{\"model\":\"echo\",\"input\":\"\"}")
                        .status())
                .isEqualTo(400);
        assertThat(client.post("/v1/embeddings", "{\"model\":\"echo\",\"input\":[1,2]}")
                        .error()
                        .get("param")
                        .asString())
                .isEqualTo("input");
        assertThat(client.post("/v1/embeddings", "{\"model\":\"echo\"").code()).isEqualTo("malformed_json");
        assertThat(client.post("/v1/embeddings", "{\"model\":\"echo\",\"input\":\"x\",\"dimensions\":3}")
                        .status())
                .isEqualTo(400);
        assertThat(PLATFORM.balance(client).get("available").asString()).isEqualTo("1");
    }

    private long charges() {
        return PLATFORM.api().count("SELECT count(*) FROM open_charge WHERE account_id = '" + client.accountId() + "'");
    }

    @Test
    void listsModelsToAnybody() {
        var anybody = PLATFORM.api().anybody();

        var models = anybody.get("/v1/models").json();
        var echo = anybody.get("/v1/models/echo").json();

        assertThat(models.get("object").asString()).isEqualTo("list");
        assertThat(models.get("data").findValuesAsString("id")).contains("echo", "all-minilm-l6-v2");
        assertThat(echo.get("status").asString()).isEqualTo("ready");
        assertThat(echo.get("pricing").get("per_million").get("low").asString()).isEqualTo("500");
        assertThat(anybody.get("/v1/models/nothing").code()).isEqualTo("model_not_found");
    }

    @Test
    void saysThatNoWorkerIsThereAndTakesNothing() {
        var alone = new ApiServer().with("waybill.inference.urls", "http://127.0.0.1:1,http://127.0.0.1:2");
        try {
            var owner = alone.start().client(PLENTY);

            var answer = owner.post("/v1/embeddings", "{\"model\":\"echo\",\"input\":\"x\"}");

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.code()).isEqualTo("inference_unavailable");
            assertThat(answer.header("Retry-After")).isEqualTo("1");
            assertThat(owner.get("/v1/users/me")
                            .json()
                            .get("credit_balance_cents")
                            .asInt())
                    .isEqualTo(100);
            alone.checkInvariants();
        } finally {
            alone.stop();
        }
    }

    @Test
    void namesTheCommandThatInstallsAModel() {
        var bare = new ApiServer().with("waybill.models.directory", "target/no-models");
        try {
            var owner = bare.start().client(PLENTY);

            var answer = owner.post("/v1/embeddings", "{\"model\":\"all-minilm-l6-v2\",\"input\":\"x\"}");

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.code()).isEqualTo("model_not_installed");
            assertThat(answer.error().get("message").asString()).contains("./waybill models install all-minilm-l6-v2");
            assertThat(owner.get("/v1/models/all-minilm-l6-v2")
                            .json()
                            .get("status")
                            .asString())
                    .isEqualTo("not_installed");
        } finally {
            bare.stop();
        }
    }
}
