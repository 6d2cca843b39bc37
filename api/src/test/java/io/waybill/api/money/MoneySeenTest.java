package io.waybill.api.money;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.api.testing.Http;
import io.waybill.api.testing.Platform;
import java.math.BigDecimal;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** What an account is shown of its money is what the ledger has. */
@Timeout(120)
class MoneySeenTest {

    private static final long PLENTY = 1_000_000_000;

    @RegisterExtension
    static final Platform PLATFORM = new Platform();

    private final Http client = PLATFORM.api().client(PLENTY);

    @Test
    void showsWhatABatchAndACallCost() {
        var batchId = endedBatch(client, 3);
        client.post("/v1/embeddings", "{\"model\":\"echo\",\"input\":\"one two\"}");

        var transactions = client.get("/v1/transactions").json();

        assertThat(values(transactions.get("data"), "kind")).contains("topup", "hold", "capture");
        assertThat(values(transactions.get("data"), "kind").getFirst()).isEqualTo("capture");
        assertThat(transactions.get("data").get(0).get("available_after").asString())
                .isEqualTo(PLATFORM.balance(client).get("available").asString());
        assertThat(transactions.get("data").get(0).get("held_after").asString()).isEqualTo("0");
        var ofBatch = client.get("/v1/transactions?batch_id=" + batchId).json().get("data");
        assertThat(values(ofBatch, "batch_id")).isNotEmpty().containsOnly(batchId);
        assertThat(values(client.get("/v1/transactions?kind=hold,topup").json().get("data"), "kind"))
                .containsExactly("hold", "topup");
    }

    @Test
    void usageIsWhatTheLedgerTook() {
        var batchId = endedBatch(client, 3);
        client.post("/v1/embeddings", "{\"model\":\"echo\",\"input\":\"one two\"}");
        client.post("/v1/embeddings", "{\"model\":\"echo\",\"input\":\"!bad\"}");

        var summary = client.get("/v1/usage/summary").json();

        var spent = BigDecimal.ONE.subtract(
                new BigDecimal(PLATFORM.balance(client).get("available").asString()));
        assertThat(new BigDecimal(summary.get("total_cost").asString())).isEqualByComparingTo(spent);
        assertThat(summary.get("total_requests").asLong()).isEqualTo(4);
        assertThat(summary.get("total_output_tokens").asLong()).isZero();
        var captured = client.get("/v1/batches/" + batchId).json().get("cost").get("captured");
        assertThat(client.get("/v1/usage/summary?batch_id=" + batchId).json().get("total_cost"))
                .isEqualTo(captured);
        var byModel = client.get("/v1/usage/by-model").json();
        assertThat(byModel).hasSize(1);
        assertThat(byModel.get(0).get("model").asString()).isEqualTo("echo");
        assertThat(byModel.get(0).get("total_cost")).isEqualTo(summary.get("total_cost"));
        var logs = client.get("/v1/usage/logs").json();
        assertThat(logs.isArray()).isTrue();
        assertThat(logs).hasSize(4);
        assertThat(values(logs, "cost").stream().map(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add))
                .isEqualByComparingTo(spent);
        assertThat(logs.get(0).get("id").asString()).startsWith("call_");
        assertThat(logs.get(0).get("input_tokens").asLong()).isEqualTo(2);
    }

    @Test
    void pagesLogsByOffsetAndById() {
        endedBatch(client, 4);
        client.post("/v1/embeddings", "{\"model\":\"echo\",\"input\":\"one\"}");
        var all = values(client.get("/v1/usage/logs").json(), "id");

        var offset = values(client.get("/v1/usage/logs?limit=2&offset=2").json(), "id");
        var after =
                values(client.get("/v1/usage/logs?limit=2&after=" + all.get(1)).json(), "id");

        assertThat(all).hasSize(5).doesNotHaveDuplicates();
        assertThat(offset).isEqualTo(all.subList(2, 4));
        assertThat(after).isEqualTo(all.subList(2, 4));
    }

    @Test
    void writesCsvForSpreadsheets() {
        var poor = PLATFORM.api().client(0);
        PLATFORM.api()
                .operator()
                .post(
                        "/v1/admin/accounts/" + poor.accountId() + "/credits",
                        "{\"amount\":\"1\",\"reason\":\"=cmd(), \\\"x\\\"\"}");
        var month = YearMonth.now(ZoneOffset.UTC);

        var csv = poor.get("/v1/transactions?format=csv");
        var statement = poor.get("/v1/statements?month=" + month);

        assertThat(csv.header("Content-Type")).startsWith("text/csv");
        var lines = csv.text().split("\r\n");
        assertThat(lines).hasSize(2);
        assertThat(lines[0]).startsWith("id,created_at,kind,amount");
        assertThat(lines[1]).contains(",topup,1,1,0,1,0,USD,,,").endsWith(",\"'=cmd(), \"\"x\"\"\"");
        var stated = statement.text().split("\r\n");
        assertThat(stated).hasSize(4);
        assertThat(stated[1]).contains(",opening,,,,0,0,USD");
        assertThat(stated[3]).contains(",closing,,,,1,0,USD");
        assertThat(poor.get("/v1/statements?month=2001-01").text().split("\r\n"))
                .hasSize(3);
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        var batchId = "batch_" + "0".repeat(32);
        for (var path : List.of(
                "/v1/transactions?kinds=hold",
                "/v1/transactions?kind=holds",
                "/v1/transactions?after=" + batchId,
                "/v1/transactions?after=7",
                "/v1/transactions?after=txn_x",
                "/v1/transactions?from=yesterday",
                "/v1/transactions?from=7&to=7",
                "/v1/transactions?limit=1001",
                "/v1/transactions?limit=1&limit=2",
                "/v1/transactions?format=xml",
                "/v1/transactions?format=csv&after=txn_1",
                "/v1/transactions?batch_id=file-1",
                "/v1/statements",
                "/v1/statements?month=2026-13",
                "/v1/statements?month=2026-11&day=1",
                "/v1/usage/logs?limit=501",
                "/v1/usage/logs?offset=-1",
                "/v1/usage/logs?after=txn_1",
                "/v1/usage/logs?after=" + batchId,
                "/v1/usage/summary?limit=1",
                "/v1/usage/by-model?model=")) {
            var answer = client.get(path);
            assertThat(answer.status()).as(path).isEqualTo(400);
            assertThat(answer.error().get("param").isNull()).as(path).isFalse();
        }
    }

    @Test
    void saysWhenTheBalanceIsLow() {
        var before = client.get("/v1/users/me").json();

        var after = client.send(
                "PATCH",
                "/v1/users/me",
                java.net.http.HttpRequest.BodyPublishers.ofString("{\"low_balance_threshold\":\"1.000000001\"}"),
                "Content-Type",
                "application/json");

        assertThat(before.get("low_balance").asBoolean()).isFalse();
        assertThat(before.get("low_balance_threshold").isNull()).isTrue();
        assertThat(after.status()).isEqualTo(200);
        assertThat(after.json().get("low_balance").asBoolean()).isTrue();
        assertThat(after.json().get("low_balance_threshold").asString()).isEqualTo("1.000000001");
        assertThat(after.json().get("credit_balance_cents").asLong()).isEqualTo(100);
        assertThat(after.json().get("state").asString()).isEqualTo("active");
    }

    private static String endedBatch(Http client, int items) {
        var batchId = client.post("/v1/batches", Platform.tasks(items))
                .json()
                .get("id")
                .asString();
        PLATFORM.ended(client, batchId);
        return batchId;
    }

    private static List<String> values(JsonNode list, String field) {
        var values = new ArrayList<String>();
        list.forEach(entry -> values.add(entry.get(field).asString()));
        return values;
    }
}
