package io.waybill.api.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.api.caller.Scopes;
import io.waybill.api.testing.ApiServer;
import io.waybill.api.testing.Http;
import io.waybill.api.testing.TestAuthority;
import io.waybill.api.token.Certificates;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What operators do with credentials of their own account stands in the trail too; what clients do does not. */
@Timeout(60)
class OwnCredentialActsTest {

    private static final String CLIENT =
            "{\"name\":\"c\",\"scopes\":[\"batch:read\"]," + "\"token_endpoint_auth_method\":\"client_secret_basic\"}";

    @RegisterExtension
    static final ApiServer SERVER = new ApiServer();

    private final Http client = SERVER.client(0);
    private final Http operator =
            SERVER.client(client.accountId(), Set.of(Scopes.ADMIN, Scopes.KEYS_MANAGE, "batch:read"));

    @Test
    void notesKeysAndClientsWithoutTheirSecrets() {
        var made = operator.post("/v1/keys", "{\"name\":\"k\",\"scopes\":[\"batch:read\"]}");
        var key = made.json().get("id").asString();
        var rotated = operator.post("/v1/keys/" + key + "/rotate", "{\"grace_days\":0}");
        operator.delete("/v1/keys/" + rotated.json().get("id").asString());
        var created = operator.post("/v1/oauth/clients", CLIENT);
        var id = created.json().get("client_id").asString();
        operator.post("/v1/oauth/clients/" + id + "/rotate", "{\"grace_days\":0}");
        operator.post("/v1/oauth/clients/" + id + "/revoke-tokens", "{}");
        operator.delete("/v1/oauth/clients/" + id);

        assertThat(acts())
                .containsExactly(
                        "create_key",
                        "rotate_key",
                        "delete_key",
                        "create_client",
                        "rotate_client",
                        "revoke_client_tokens",
                        "delete_client");
        assertThat(trail())
                .contains(key, id)
                .doesNotContain(
                        made.json().get("key").asString(),
                        rotated.json().get("key").asString(),
                        created.json().get("client_secret").asString());
    }

    @Test
    void notesCertificatesAndAnchors() {
        var first = TestAuthority.root("CN=first");
        var second = TestAuthority.root("CN=second").client("CN=second client");
        var scopes = new HashSet<>(Scopes.CLIENT);
        scopes.add(Scopes.ADMIN);
        var all = SERVER.client(client.accountId(), scopes);
        var anchor = all.post(
                "/v1/oauth/trust-anchors",
                "{\"name\":\"ours\",\"certificate\":\"" + first.own().jsonPem() + "\"}");
        var created = all.post(
                "/v1/oauth/clients",
                "{\"name\":\"c\",\"scopes\":[\"batch:read\"],\"token_endpoint_auth_method\":"
                        + "\"self_signed_tls_client_auth\",\"certificates\":[\""
                        + first.client("CN=first client").jsonPem() + "\"]}");
        var certificates =
                "/v1/oauth/clients/" + created.json().get("client_id").asString() + "/certificates";
        all.post(certificates, "{\"certificate\":\"" + second.jsonPem() + "\"}");
        all.delete(certificates + "/" + Certificates.sha256Hex(second.certificate()));
        all.delete("/v1/oauth/trust-anchors/" + anchor.json().get("id").asString());

        assertThat(acts())
                .containsExactly(
                        "create_anchor", "create_client", "add_certificate", "delete_certificate", "delete_anchor");
        assertThat(trail()).contains(anchor.json().get("id").asString());
    }

    @Test
    void notesNothingThatWasNotDone() {
        operator.delete("/v1/keys/0000000000");
        operator.delete("/v1/oauth/clients/wbc_" + "0".repeat(20));
        operator.post("/v1/keys", "{\"name\":\"\"}");

        assertThat(acts()).isEmpty();
    }

    @Test
    void notesNothingThatClientsDoWithTheirOwn() {
        var made = client.post("/v1/keys", "{\"name\":\"own\",\"scopes\":[\"batch:read\"]}");

        assertThat(made.status()).isEqualTo(200);
        assertThat(acts()).isEmpty();
    }

    private String trail() {
        return operator.get("/v1/admin/audit?limit=100&account_id=" + client.accountId())
                .text();
    }

    /** Oldest first. */
    private List<String> acts() {
        var found = new ArrayList<String>();
        operator.get("/v1/admin/audit?limit=100&account_id=" + client.accountId())
                .json()
                .get("data")
                .forEach(act -> found.addFirst(act.get("act").asString()));
        return found;
    }
}
