package io.waybill.api.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.activities.idempotency.IdempotentAnswers;
import io.waybill.api.testing.ApiServer;
import io.waybill.api.testing.Http;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Operators create and credit accounts; clients see what they have. */
class AdminTest {

    @RegisterExtension
    static final ApiServer API = new ApiServer();

    private final Http operator = API.operator();

    @Test
    void createsAnAccountWhoseKeyWorks() {
        var created = operator.post("/v1/admin/accounts", "{\"name\":\"Acme\"}").json();
        var client = new Http(
                API.url(),
                UUID.fromString(created.get("id").asString()),
                created.get("api_key").asString());

        var me = client.get("/v1/users/me").json();

        assertThat(me.get("id")).isEqualTo(created.get("id"));
        assertThat(me.get("name").asString()).isEqualTo("Acme");
        assertThat(me.get("credit_balance_cents").asLong()).isZero();
        assertThat(me.get("balance").get("available").asString()).isEqualTo("0");
    }

    @Test
    void creditsExactlyAndShowsCentsRoundedDown() {
        var client = API.client(0);
        var path = "/v1/admin/accounts/" + client.accountId() + "/credits";

        var credited = operator.post(path, "{\"amount\":\"1.239999999\",\"reason\":\"invoice 7\"}");

        assertThat(credited.status()).isEqualTo(200);
        assertThat(credited.json().get("entry").get("amount").asString()).isEqualTo("1.239999999");
        assertThat(credited.json().get("entry").get("kind").asString()).isEqualTo("topup");
        assertThat(credited.json().get("balance").get("available").asString()).isEqualTo("1.239999999");
        var me = client.get("/v1/users/me").json();
        assertThat(me.get("credit_balance_cents").asLong()).isEqualTo(123);
    }

    @Test
    void creditsOnceForAnIdempotencyKey() {
        var client = API.client(0);
        var path = "/v1/admin/accounts/" + client.accountId() + "/credits";
        var body = "{\"amount\":\"5\",\"reason\":\"invoice 8\"}";

        var first = operator.post(path, body, "Idempotency-Key", "invoice-8");
        var second = operator.post(path, body, "Idempotency-Key", "invoice-8");
        var other = operator.post(path, body.replace("5", "6"), "Idempotency-Key", "invoice-8");

        assertThat(second.bytes()).isEqualTo(first.bytes());
        assertThat(second.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(first.header("Idempotency-Replayed")).isEmpty();
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.code()).isEqualTo("idempotency_key_reused");
        assertThat(client.get("/v1/users/me")
                        .json()
                        .get("balance")
                        .get("available")
                        .asString())
                .isEqualTo("5");
    }

    @Test
    void createsOneAccountForAnIdempotencyKeyAndKeepsItsSecretSealed() {
        var first = operator.post("/v1/admin/accounts", "{\"name\":\"Once\"}", "Idempotency-Key", "once");
        var second = operator.post("/v1/admin/accounts", "{\"name\":\"Once\"}", "Idempotency-Key", "once");
        var other = operator.post("/v1/admin/accounts", "{\"name\":\"Twice\"}", "Idempotency-Key", "once");

        assertThat(first.status()).isEqualTo(200);
        assertThat(second.bytes()).isEqualTo(first.bytes());
        assertThat(second.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(other.status()).isEqualTo(422);
        var secret = first.json().get("api_key").asString();
        var kept = API.bean(IdempotentAnswers.class)
                .find(operator.accountId(), "once")
                .orElseThrow();
        assertThat(new String(kept.body(), StandardCharsets.ISO_8859_1)).doesNotContain(secret, "api_key");
        var id = UUID.fromString(first.json().get("id").asString());
        assertThat(new Http(API.url(), id, secret).get("/v1/users/me").status()).isEqualTo(200);
    }

    @Test
    void goesOnWithTheAccountOfACallThatWasCutOff() {
        var answers = API.bean(IdempotentAnswers.class);
        var first = operator.post("/v1/admin/accounts", "{\"name\":\"Cut\"}", "Idempotency-Key", "cut");
        API.database()
                .execute("UPDATE idempotent_answer SET status = NULL, body = NULL, claimed_until = now()"
                        + " WHERE key = 'cut'");

        var second = operator.post("/v1/admin/accounts", "{\"name\":\"Cut\"}", "Idempotency-Key", "cut");

        assertThat(second.json().get("id")).isEqualTo(first.json().get("id"));
        assertThat(answers.find(operator.accountId(), "cut")).isPresent();
        var id = UUID.fromString(second.json().get("id").asString());
        var key = second.json().get("api_key").asString();
        assertThat(new Http(API.url(), id, key).get("/v1/users/me").status()).isEqualTo(200);
    }

    @Test
    void refusesBodiesThatAreNotACreditOrAnAccount() {
        var path = "/v1/admin/accounts/" + API.client(0).accountId() + "/credits";

        for (var amount : new String[] {"\"-1\"", "\"0\"", "\"1e3\"", "\"1.0000000001\"", "\"1000001\"", "null"}) {
            var answer = operator.post(path, "{\"amount\":" + amount + ",\"reason\":\"x\"}");
            assertThat(answer.status()).as(amount).isEqualTo(400);
            assertThat(answer.error().get("param").asString()).isEqualTo("amount");
        }
        assertThat(operator.post(path, "{\"amount\":\"1\"}")
                        .error()
                        .get("param")
                        .asString())
                .isEqualTo("reason");
        assertThat(operator.post(path, "{\"amount\":\"1\",\"reason\":\"x\",\"to\":\"me\"}")
                        .code())
                .isEqualTo("unknown_parameter");
        assertThat(operator.post("/v1/admin/accounts", "{}").status()).isEqualTo(400);
        assertThat(operator.post("/v1/admin/accounts", "{\"name\":[]}").status())
                .isEqualTo(400);
        assertThat(operator.post(
                                "/v1/admin/accounts/" + UUID.randomUUID() + "/credits",
                                "{\"amount\":\"1\",\"reason\":\"x\"}")
                        .code())
                .isEqualTo("account_not_found");
    }
}
