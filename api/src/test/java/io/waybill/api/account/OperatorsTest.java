package io.waybill.api.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.api.testing.Http;
import io.waybill.api.testing.Platform;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What operators do to accounts: refunds, debits, freezing, limits; and its trail. */
@Timeout(120)
class OperatorsTest {

    private static final long PLENTY = 1_000_000_000;
    private static final int AT_ONCE = 8;

    @RegisterExtension
    static final Platform PLATFORM = new Platform();

    private final Http operator = PLATFORM.api().operator();
    private final Http client = PLATFORM.api().client(PLENTY);
    private final String account = "/v1/admin/accounts/" + client.accountId();

    @Test
    void refundsAnItemOnceHoweverManyAsk() throws Exception {
        var batchId = endedBatch(2);
        var body = "{\"batch_id\":\"" + batchId + "\",\"custom_id\":\"t1\",\"reason\":\"wrong\"}";

        var statuses = new ArrayList<Integer>();
        try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
            var calls = new ArrayList<Future<Integer>>();
            for (var i = 0; i < AT_ONCE; i++) {
                calls.add(threads.submit(
                        () -> operator.post("/v1/admin/refunds", body).status()));
            }
            for (var call : calls) {
                statuses.add(call.get());
            }
        }

        assertThat(statuses).filteredOn(status -> status == 200).hasSize(1);
        assertThat(statuses).filteredOn(status -> status == 409).hasSize(AT_ONCE - 1);
        var cost = client.get("/v1/batches/" + batchId).json().get("cost");
        assertThat(cost.get("captured").asString()).isEqualTo("0.001");
        assertThat(cost.get("refunded").asString()).isEqualTo("0.0005");
        assertThat(PLATFORM.balance(client).get("available").asString()).isEqualTo("0.9995");
        var refund = client.get("/v1/transactions?kind=refund&batch_id=" + batchId)
                .json()
                .get("data");
        assertThat(refund).hasSize(1);
        assertThat(refund.get(0).get("amount").asString()).isEqualTo("0.0005");
        assertThat(refund.get(0).get("description").asString()).isEqualTo("wrong");
        assertThat(client.get("/v1/usage/summary").json().get("total_cost").asString())
                .isEqualTo("0.0005");
    }

    @Test
    void refundsTheRestOfABatchAndNothingTwice() {
        var batchId = endedBatch(3);
        operator.post("/v1/admin/refunds", "{\"batch_id\":\"" + batchId + "\",\"index\":0,\"reason\":\"a\"}");
        var body = "{\"batch_id\":\"" + batchId + "\",\"reason\":\"all\"}";

        var rest = operator.post("/v1/admin/refunds", body, "Idempotency-Key", batchId);
        var replayed = operator.post("/v1/admin/refunds", body, "Idempotency-Key", batchId);
        var again = operator.post("/v1/admin/refunds", body);

        assertThat(rest.json().get("items").asLong()).isEqualTo(2);
        assertThat(rest.json().get("amount").asString()).isEqualTo("0.001");
        assertThat(replayed.bytes()).isEqualTo(rest.bytes());
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.code()).isEqualTo("nothing_to_refund");
        assertThat(PLATFORM.balance(client).get("available").asString()).isEqualTo("1");
    }

    @Test
    void refusesRefundsOfWhatIsNotThere() {
        var batchId = endedBatch(1);
        var unknown = "batch_" + UUID.randomUUID().toString().replace("-", "");

        assertThat(refund("{\"batch_id\":\"" + unknown + "\",\"reason\":\"x\"}"))
                .isEqualTo("batch_not_found");
        assertThat(refund("{\"batch_id\":\"" + batchId + "\",\"custom_id\":\"no\",\"reason\":\"x\"}"))
                .isEqualTo("item_not_found");
        assertThat(refund("{\"batch_id\":\"" + batchId + "\",\"index\":7,\"reason\":\"x\"}"))
                .isEqualTo("item_not_found");
        assertThat(refund("{\"batch_id\":\"" + batchId + "\",\"index\":-1,\"reason\":\"x\"}"))
                .isEqualTo("invalid_request");
        assertThat(refund("{\"batch_id\":\"" + batchId + "\",\"index\":0,\"custom_id\":\"t0\",\"reason\":\"x\"}"))
                .isEqualTo("invalid_request");
        assertThat(refund("{\"batch_id\":\"" + batchId + "\"}")).isEqualTo("invalid_request");
        assertThat(refund("{\"reason\":\"x\"}")).isEqualTo("invalid_request");
        assertThat(PLATFORM.balance(client).get("available").asString()).isEqualTo("0.9995");
    }

    @Test
    void debitsNoMoreThanThereIs() {
        var debited = operator.post(account + "/debits", "{\"amount\":\"0.4\",\"reason\":\"mistake\"}");
        var tooMuch = operator.post(account + "/debits", "{\"amount\":\"0.7\",\"reason\":\"mistake\"}");

        assertThat(debited.json().get("entry").get("kind").asString()).isEqualTo("adjustment");
        assertThat(debited.json().get("balance").get("available").asString()).isEqualTo("0.6");
        assertThat(tooMuch.status()).isEqualTo(402);
        assertThat(tooMuch.error().get("shortfall").asString()).isEqualTo("0.1");
        var shown = client.get("/v1/transactions?kind=adjustment").json().get("data");
        assertThat(shown).hasSize(1);
        assertThat(shown.get(0).get("available_change").asString()).isEqualTo("-0.4");
    }

    @Test
    void aFrozenAccountSpendsNothingAndReadsEverything() {
        var before = endedBatch(1);
        var fileId = client.uploadLines(Platform.line("a", "b"));
        operator.post(account + "/freeze", "{\"reason\":\"stolen card\"}");

        var tasks = client.post("/v1/batches", Platform.tasks(1));
        var file = client.post(
                "/v1/batches",
                "{\"input_file_id\":\"" + fileId + "\",\"endpoint\":\"/v1/embeddings\",\"completion_window\":\"24h\"}");
        var call = client.post("/v1/embeddings", "{\"model\":\"echo\",\"input\":\"one\"}");

        for (var refused : List.of(tasks, file, call)) {
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.code()).isEqualTo("account_frozen");
        }
        assertThat(client.get("/v1/batches/" + before).status()).isEqualTo(200);
        assertThat(client.get("/v1/users/me").json().get("state").asString()).isEqualTo("frozen");
        assertThat(PLATFORM.balance(client).get("available").asString()).isEqualTo("0.9995");
        operator.post(account + "/unfreeze", "{\"reason\":\"new card\"}");
        assertThat(client.post("/v1/embeddings", "{\"model\":\"echo\",\"input\":\"one\"}")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void limitsWhatABatchAndAMonthCost() {
        limits("{\"batch\":\"0.001\",\"monthly\":\"0.0018\",\"reason\":\"new client\"}");

        var tooLarge = client.post("/v1/batches", Platform.tasks(3));
        var batchId = endedBatch(2);
        var overMonth = client.post("/v1/batches", Platform.tasks(2));

        assertThat(tooLarge.status()).isEqualTo(402);
        assertThat(tooLarge.code()).isEqualTo("batch_limit_exceeded");
        assertThat(tooLarge.error().get("batch_id").asString()).startsWith("batch_");
        assertThat(overMonth.status()).isEqualTo(402);
        assertThat(overMonth.code()).isEqualTo("monthly_limit_exceeded");
        assertThat(client.get("/v1/batches/" + batchId).json().get("status").asString())
                .isEqualTo("completed");
        assertThat(operator.get(account).json().get("limits").get("monthly").asString())
                .isEqualTo("0.0018");
        limits("{\"reason\":\"known client\"}");
        assertThat(endedBatch(2)).isNotEmpty();
    }

    @Test
    void notesEveryAct() {
        operator.post(account + "/debits", "{\"amount\":\"0.4\",\"reason\":\"mistake\"}", "Idempotency-Key", "d1");
        operator.post(account + "/debits", "{\"amount\":\"0.4\",\"reason\":\"mistake\"}", "Idempotency-Key", "d1");
        operator.post(account + "/freeze", "{\"reason\":\"stolen card\"}");

        var acts = operator.get("/v1/admin/audit?account_id=" + client.accountId())
                .json()
                .get("data");

        assertThat(acts).hasSize(2);
        assertThat(acts.get(0).get("act").asString()).isEqualTo("freeze");
        assertThat(acts.get(1).get("act").asString()).isEqualTo("debit");
        assertThat(acts.get(1).get("reason").asString()).isEqualTo("mistake");
        assertThat(acts.get(1).get("details").get("amount").asString()).isEqualTo("0.4");
        assertThat(acts.get(1).get("operator_account_id").asString())
                .isEqualTo(operator.accountId().toString());
        assertThat(client.get("/v1/admin/audit").status()).isEqualTo(403);
        assertThat(operator.get("/v1/admin/audit?account=1").status()).isEqualTo(400);
        assertThat(operator.get("/v1/admin/audit?after=txn_1").status()).isEqualTo(400);
    }

    private void limits(String body) {
        var answer = operator.send(
                "PUT", account + "/limits", BodyPublishers.ofString(body), "Content-Type", "application/json");
        assertThat(answer.status()).isEqualTo(200);
    }

    private String refund(String body) {
        return operator.post("/v1/admin/refunds", body).code();
    }

    private String endedBatch(int items) {
        var batchId = client.post("/v1/batches", Platform.tasks(items))
                .json()
                .get("id")
                .asString();
        PLATFORM.ended(client, batchId);
        return batchId;
    }
}
