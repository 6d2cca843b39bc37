package io.waybill.api.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.api.testing.ApiServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What operators do with credentials stands in the trail, without any secret. */
class CredentialActsTest {

    @RegisterExtension
    static final ApiServer API = new ApiServer();

    @Test
    void notesWhatOperatorsDoWithKeysAndTokens() {
        var operator = API.operator();
        var account = API.client(0);
        var path = "/v1/admin/accounts/" + account.accountId();
        var organisationKey = "enterprise-0123456789abcdefghij" + account.accountId();

        var given = operator.post(path + "/keys", "{\"name\":\"given\"}");
        operator.post(path + "/keys", "{\"key\":\"" + organisationKey + "\"}");
        operator.post(path + "/revoke-tokens", "{}");
        operator.post("/v1/admin/oauth/revoke-token", "{\"jti\":\"of a token\"}");
        operator.post("/v1/admin/oauth/rotate-signing-key", "{}");

        var trail = operator.get("/v1/admin/audit");
        List<String> acts = new ArrayList<>();
        trail.json().get("data").forEach(act -> acts.add(act.get("act").asString()));
        assertThat(acts)
                .containsExactly("rotate_signing_key", "revoke_token", "revoke_tokens", "import_key", "give_key");
        assertThat(trail.text())
                .contains(
                        given.json().get("id").asString(),
                        "of a token",
                        account.accountId().toString())
                .doesNotContain(given.json().get("key").asString(), organisationKey);
    }

    @Test
    void notesOneGivenKeyOnce() {
        var operator = API.operator();
        var path = "/v1/admin/accounts/" + API.client(0).accountId();

        var first = operator.post(path + "/keys", "{}", "Idempotency-Key", "once");
        var second = operator.post(path + "/keys", "{}", "Idempotency-Key", "once");
        var refused = operator.post(path + "/keys", "{\"key\":\"enterprise-short\"}", "Idempotency-Key", "bad");

        assertThat(first.status()).as(first.text()).isEqualTo(200);
        assertThat(second.bytes()).isEqualTo(first.bytes());
        assertThat(refused.status()).isEqualTo(400);
        var noted = operator.get("/v1/admin/audit" + "?account_id=" + path.substring(path.lastIndexOf('/') + 1));
        assertThat(noted.json().get("data")).hasSize(1);
    }
}
