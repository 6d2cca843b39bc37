package io.waybill.api.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.api.testing.Http;
import io.waybill.api.testing.Platform;
import io.waybill.receipts.log.NoteKey;
import io.waybill.receipts.pack.PackVerifier;
import io.waybill.receipts.pack.Trust;
import io.waybill.receipts.pack.Verdict;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What operators do with the log and with the keys of receipts. */
@Timeout(120)
class LogAdminTest {

    private static final String GOOD = "{\"input_text\":\"a\",\"output_text\":\"b\",\"model_id\":\"m\"}";

    @RegisterExtension
    static final Platform PLATFORM = new Platform();

    private final Http client = PLATFORM.api().client(0);
    private final Http operator = PLATFORM.api().operator();

    @Test
    void replacesAKeyAndWhatTheOneBeforeSignedStillVerifies() {
        var before = client.post("/v1/vaas", GOOD).json();

        var rotated = operator.post("/v1/admin/receipt-keys/assertions/rotate", "");

        var after = client.post("/v1/vaas", GOOD).json();
        assertThat(rotated.status()).isEqualTo(200);
        assertThat(rotated.json().get("purpose").asString()).isEqualTo("assertions");
        assertThat(after.get("key_id").asString())
                .isEqualTo(rotated.json().get("key_id").asString())
                .isNotEqualTo(before.get("key_id").asString());
        assertThat(List.of(before, after))
                .allSatisfy(made ->
                        assertThat(overall(made.get("audit_id").asString())).isEqualTo(Verdict.Answer.HOLDS));
        assertThat(operator.get("/v1/admin/audit").text())
                .contains("rotate_receipt_key", after.get("key_id").asString());
    }

    @Test
    void revokesAKeyThatSignsNoMore() {
        var before = client.post("/v1/vaas", GOOD).json();
        var kid = before.get("key_id").asString();
        var path = "/v1/admin/receipt-keys/" + kid + "/revoke";
        var reason = "{\"reason\":\"found in a backup\"}";

        var signs = operator.post(path, reason);
        operator.post("/v1/admin/receipt-keys/assertions/rotate", "");
        var maySign = operator.post(path, reason);
        PLATFORM.api()
                .database()
                .execute("UPDATE receipt_key SET valid_until = greatest(valid_from, now()) WHERE id = '" + kid + "'");
        var revoked = operator.post(path, reason);
        var jwk = client.get("/.well-known/vaas/jwks.json")
                .json()
                .get("keys")
                .valueStream()
                .filter(key -> key.get("kid").asString().equals(kid))
                .findFirst()
                .orElseThrow();

        assertThat(List.of(signs, maySign)).allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(409);
            assertThat(answer.code()).isEqualTo("receipt_key_in_use");
        });
        assertThat(revoked.status()).isEqualTo(200);
        assertThat(jwk.get("status").asString()).isEqualTo("revoked");
        assertThat(jwk.get("revoked_at_log_size").asLong())
                .isEqualTo(revoked.json().get("revoked_at_log_size").asLong())
                .isPositive();
        assertThat(overall(before.get("audit_id").asString())).isEqualTo(Verdict.Answer.HOLDS);
        assertThat(operator.get("/v1/admin/audit").text()).contains("revoke_receipt_key", "found in a backup");
    }

    @Test
    void saysWhyAKeyCannotBeRevoked() {
        var unknown = operator.post("/v1/admin/receipt-keys/unknown/revoke", "{\"reason\":\"x\"}");
        var silent = operator.post("/v1/admin/receipt-keys/unknown/revoke", "{}");
        var stranger = client.post("/v1/admin/receipt-keys/unknown/revoke", "{\"reason\":\"x\"}");

        assertThat(unknown.status()).isEqualTo(404);
        assertThat(silent.status()).isEqualTo(400);
        assertThat(silent.error().get("param").asString()).isEqualTo("reason");
        assertThat(stranger.status()).isEqualTo(403);
    }

    @Test
    void keepsTheKeyThatAuditorsHavePinned() {
        for (var purpose : List.of("checkpoints", "webhooks", "x")) {
            var answer = operator.post("/v1/admin/receipt-keys/" + purpose + "/rotate", "");

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.error().get("param").asString()).isEqualTo("purpose");
        }
    }

    @Test
    void checksTheWholeLogAndSaysWhatDoesNotHold() {
        client.post("/v1/vaas", GOOD);
        Awaitility.await()
                .until(() -> operator.get("/v1/admin/log").json().get("size").asLong() > 0);
        var database = PLATFORM.api().database();
        var flip = "SET session_replication_role = replica;"
                + " UPDATE log_range SET entries = set_byte(entries, 0, get_byte(entries, 0) # 1)"
                + " WHERE first_index = 0";

        var good = operator.post("/v1/admin/log/check", "");
        database.execute(flip);
        var bad = operator.post("/v1/admin/log/check", "");
        database.execute(flip);
        var again = operator.post("/v1/admin/log/check", "");

        assertThat(good.json().get("holds").asBoolean()).isTrue();
        assertThat(good.json().get("size").asLong()).isPositive();
        assertThat(bad.status()).isEqualTo(200);
        assertThat(bad.json().get("holds").asBoolean()).isFalse();
        assertThat(bad.json().get("why").asString()).contains("the leaves and tiles give");
        assertThat(again.json().get("holds").asBoolean()).isTrue();
    }

    @Test
    void isForOperatorsAlone() {
        assertThat(client.post("/v1/admin/log/check", "").status()).isEqualTo(403);
        assertThat(client.post("/v1/admin/receipt-keys/receipts/rotate", "").status())
                .isEqualTo(403);
    }

    private Verdict.Answer overall(String id) {
        var key = NoteKey.parse(client.get("/log/key").text().strip());
        var pack = Awaitility.await()
                .until(() -> client.get("/v1/vaas/" + id + "/evidence"), answer -> answer.status() == 200);
        return PackVerifier.verify(pack.bytes(), Trust.of(key)).overall();
    }
}
