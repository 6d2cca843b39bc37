package io.waybill.api.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waybill.activities.account.Accounts;
import io.waybill.activities.key.Caller;
import io.waybill.api.caller.Scopes;
import io.waybill.api.testing.ApiServer;
import io.waybill.api.testing.Http;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Keys over HTTP, in the shapes of the model API. */
class KeysTest {

    @RegisterExtension
    static final ApiServer API = new ApiServer();

    private final Http client = API.client(0);

    @Test
    void createsAKeyThatWorks() {
        var created = client.post(
                "/v1/keys", "{\"name\":\"Production Key\",\"rate_limit_rpm\":120,\"monthly_budget_cents\":500000}");

        assertThat(created.status()).isEqualTo(200);
        var key = created.json();
        assertThat(key.get("key").asString()).startsWith(key.get("key_prefix").asString());
        assertThat(key.get("name").asString()).isEqualTo("Production Key");
        assertThat(key.get("rate_limit_rpm").asInt()).isEqualTo(120);
        assertThat(key.get("monthly_budget_cents").asLong()).isEqualTo(500_000);
        assertThat(key.get("monthly_budget").asString()).isEqualTo("5000");
        assertThat(key.get("created_at").asString()).endsWith("Z");
        assertThat(with(key).get("/v1/files").status()).isEqualTo(200);
        assertThat(with(key).get("/v1/keys").code()).isEqualTo("insufficient_scope");
    }

    @Test
    void listsKeysWithoutTheirText() {
        var created = client.post("/v1/keys", "{\"name\":\"one\"}").json();

        var listed = client.get("/v1/keys");

        assertThat(listed.json().isArray()).isTrue();
        assertThat(listed.json().get(0).get("id")).isEqualTo(created.get("id"));
        assertThat(listed.json().get(0).get("is_active").asBoolean()).isTrue();
        assertThat(listed.json().get(0).has("key")).isFalse();
        assertThat(listed.text()).doesNotContain(created.get("key").asString());
    }

    @Test
    void deletesAKey() {
        var created = client.post("/v1/keys", "{}").json();
        var path = "/v1/keys/" + created.get("id").asString();
        with(created).get("/v1/files");

        var deleted = client.delete(path);

        assertThat(deleted.status()).isEqualTo(204);
        assertThat(deleted.bytes()).isEmpty();
        assertThat(with(created).get("/v1/files").code()).isEqualTo("invalid_credentials");
        assertThat(client.delete(path).code()).isEqualTo("key_not_found");
    }

    @Test
    void answersAForeignKeyAsAnUnknownOne() {
        var foreign = API.client(0).post("/v1/keys", "{}").json().get("id").asString();

        var deleted = client.delete("/v1/keys/" + foreign);
        var rotated = client.post("/v1/keys/" + foreign + "/rotate", "{}");

        assertThat(deleted.status()).isEqualTo(404);
        assertThat(deleted.text().replace(foreign, "unknownkey"))
                .isEqualTo(client.delete("/v1/keys/unknownkey").text());
        assertThat(rotated.status()).isEqualTo(404);
    }

    @Test
    void rotatesWithAndWithoutGrace() {
        var first = client.post("/v1/keys", "{\"rate_limit_rpm\":7000}").json();

        var second = client.post("/v1/keys/" + first.get("id").asString() + "/rotate", "{\"grace_days\":7}")
                .json();
        var third = client.post("/v1/keys/" + second.get("id").asString() + "/rotate", "{\"grace_days\":0}")
                .json();

        assertThat(with(first).get("/v1/files").status()).isEqualTo(200);
        assertThat(with(second).get("/v1/files").status()).isEqualTo(401);
        assertThat(with(third).get("/v1/files").status()).isEqualTo(200);
        assertThat(third.get("rate_limit_rpm").asInt()).isEqualTo(7000);
        var tooLong = client.post("/v1/keys/" + third.get("id").asString() + "/rotate", "{\"grace_days\":8}");
        assertThat(tooLong.status()).isEqualTo(400);
        assertThat(tooLong.error().get("param").asString()).isEqualTo("grace_days");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name | {\"name\":\"\"}",
                "rate_limit_rpm | {\"rate_limit_rpm\":0}",
                "rate_limit_rpm | {\"rate_limit_rpm\":1000001}",
                "monthly_budget_cents | {\"monthly_budget_cents\":0}",
                "monthly_budget_cents | {\"monthly_budget_cents\":-5}",
                "monthly_budget | {\"monthly_budget\":\"0\"}",
                "monthly_budget | {\"monthly_budget\":\"1.0000000001\"}",
                "monthly_budget | {\"monthly_budget\":\"1\",\"monthly_budget_cents\":100}",
                "scopes | {\"scopes\":[\"everything\"]}",
                "scopes | {\"scopes\":[]}",
                "allowed_networks | {\"allowed_networks\":[\"example.org\"]}",
                "allowed_networks | {\"allowed_networks\":[\"192.0.2.1/24\"]}",
                "expires_at | {\"expires_at\":\"2020-01-01T00:00:00Z\"}",
                "expires_at | {\"expires_at\":\"tomorrow\"}",
                "key | {\"key\":\"enterprise-01234567890123456789\"}"
            })
    void namesTheFieldThatIsWrong(String field, String body) {
        var before = client.get("/v1/keys").json().size();

        var answer = client.post("/v1/keys", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error().get("param").asString()).isEqualTo(field);
        assertThat(client.get("/v1/keys").json()).hasSize(before);
    }

    @Test
    void givesNoMoreThanItHas() {
        var limited = client.post("/v1/keys", """
                        {"scopes":["keys:manage","files:read"],"rate_limit_rpm":1000,"monthly_budget_cents":100,
                         "allowed_networks":["127.0.0.0/8"],"expires_at":"2100-01-01T00:00:00Z"}""").json();
        var own = with(limited);

        var inherited = own.post("/v1/keys", "{}").json();

        assertThat(inherited.get("scopes")).hasSize(1);
        assertThat(inherited.get("rate_limit_rpm").asInt()).isEqualTo(1000);
        assertThat(inherited.get("monthly_budget_cents").asLong()).isEqualTo(100);
        assertThat(inherited.get("allowed_networks").get(0).asString()).isEqualTo("127.0.0.0/8");
        assertThat(inherited.get("expires_at").asString()).isEqualTo("2100-01-01T00:00:00Z");
        for (var more : new String[] {
            "{\"scopes\":[\"files:write\"]}",
            "{\"scopes\":[\"admin\"]}",
            "{\"rate_limit_rpm\":1001}",
            "{\"monthly_budget_cents\":101}",
            "{\"monthly_budget\":\"1.000000001\"}",
            "{\"allowed_networks\":[\"0.0.0.0/0\"]}",
            "{\"expires_at\":\"2100-01-01T00:00:01Z\"}"
        }) {
            var answer = own.post("/v1/keys", more);
            assertThat(answer.status()).as(more).isEqualTo(403);
            assertThat(answer.code()).isEqualTo("exceeds_own_rights");
        }
        var stronger = client.post("/v1/keys", "{}").json().get("id").asString();
        assertThat(own.post("/v1/keys/" + stronger + "/rotate", "{}").code()).isEqualTo("exceeds_own_rights");
    }

    @Test
    void refusesAKeyFromAnotherNetwork() {
        var elsewhere = client.post("/v1/keys", "{\"allowed_networks\":[\"192.0.2.0/24\"]}")
                .json();
        var here = client.post("/v1/keys", "{\"allowed_networks\":[\"127.0.0.1\",\"::1\"]}")
                .json();

        var refused = with(elsewhere).get("/v1/files", "X-Forwarded-For", "192.0.2.1", "Forwarded", "for=192.0.2.1");

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.code()).isEqualTo("network_not_allowed");
        assertThat(with(here).get("/v1/files").status()).isEqualTo(200);
    }

    @Test
    void refusesAKeyThatHasExpired() {
        var created = client.post(
                        "/v1/keys",
                        "{\"expires_at\":\"" + java.time.Instant.now().plusMillis(1500) + "\"}")
                .json();
        assertThat(with(created).get("/v1/files").status()).isEqualTo(200);

        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() ->
                        assertThat(with(created).get("/v1/files").status()).isEqualTo(401));
    }

    @Test
    void leavesTheLastAdminKey() {
        var operator = API.operator();
        var id = operator.get("/v1/users/me").status(); // an operator's key has no scope but admin
        var keys = API.client(operator.accountId(), Set.of(Scopes.KEYS_MANAGE));
        var admin = keys.get("/v1/keys")
                .json()
                .valueStream()
                .filter(key -> key.get("scopes").toString().contains(Caller.ADMIN))
                .findFirst()
                .orElseThrow();

        var answer = keys.delete("/v1/keys/" + admin.get("id").asString());

        assertThat(id).isEqualTo(403);
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo("last_admin_key");
        assertThat(operator.post("/v1/admin/accounts", "{\"name\":\"still\"}").status())
                .isEqualTo(200);
    }

    @Test
    void importsAnOrganisationKeyThatWorksAsBearer() {
        var operator = API.operator();
        var account = API.bean(Accounts.class).create("legacy");
        var text = "enterprise-0123456789abcdef0123" + account.id();
        var path = "/v1/admin/accounts/" + account.id() + "/keys";
        var body = "{\"name\":\"legacy\",\"key\":\"" + text + "\"}";

        var imported = operator.post(path, body);

        assertThat(imported.status()).isEqualTo(200);
        assertThat(imported.text()).doesNotContain(text);
        var holder = new Http(API.url(), account.id(), text);
        assertThat(holder.get("/v1/files").status()).isEqualTo(200);
        assertThat(API.anybody().get("/v1/files", "X-Api-Key", text).status()).isEqualTo(200);
        assertThat(operator.post(path, body).json().get("id"))
                .isEqualTo(imported.json().get("id"));
        assertThat(operator.post("/v1/admin/accounts/" + client.accountId() + "/keys", body)
                        .code())
                .isEqualTo("key_taken");
        var weak = operator.post(path, "{\"key\":\"enterprise-secret\"}");
        assertThat(weak.status()).isEqualTo(400);
        assertThat(weak.text()).doesNotContain("enterprise-secret");
        assertThat(client.post(path, body).status()).isEqualTo(403);
        holder.send("DELETE", "/v1/keys/" + imported.json().get("id").asString(), BodyPublishers.noBody());
        assertThat(holder.get("/v1/files").status()).isEqualTo(401);
    }

    @Test
    void answersNoKeyNowhere() {
        var twice = API.anybody().send("GET", "/v1/keys", BodyPublishers.noBody(), "X-Api-Key", "a", "X-Api-Key", "b");

        assertThat(twice.status()).isEqualTo(400);
        assertThat(API.anybody().get("/v1/keys", "X-Api-Key", "").status()).isEqualTo(401);
    }

    private static Http with(JsonNode key) {
        return new Http(API.url(), API.operator().accountId(), key.get("key").asString());
    }
}
