package io.waybill.api.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.api.testing.Http;
import io.waybill.api.testing.Platform;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Operators publish price lists. */
@Timeout(120)
class PricesTest {

    @RegisterExtension
    static final Platform PLATFORM = new Platform();

    private final Http operator = PLATFORM.api().operator();
    private final Http client = PLATFORM.api().client(1_000_000_000);

    @Test
    void anAccountsOwnPriceCounts() {
        var list = "{\"account_id\":\"" + client.accountId()
                + "\",\"note\":\"contract 7\",\"prices\":[{\"model\":\"echo\",\"unit\":\"item\",\"per_million\":\"500\"}],"
                + "\"multipliers\":{\"low\":\"0.2\"}}";
        var published = operator.post("/v1/admin/price-lists", list);

        var batch = client.post("/v1/batches", Platform.tasks(2)).json();
        var call = client.post("/v1/embeddings", "{\"model\":\"echo\",\"input\":\"one\"}");

        assertThat(published.status()).isEqualTo(200);
        assertThat(published.json().get("id").asString()).startsWith("prices_");
        assertThat(call.status()).isEqualTo(200);
        assertThat(batch.get("cost").get("estimate").asString()).isEqualTo("0.0002");
        PLATFORM.ended(client, batch.get("id").asString());
        assertThat(client.get("/v1/usage/summary").json().get("total_cost").asString())
                .isEqualTo("0.0007");
        assertThat(operator.get("/v1/admin/price-lists").text()).contains("contract 7");
        assertThat(operator.get("/v1/admin/audit?account_id=" + client.accountId())
                        .text())
                .contains("publish_prices");
        assertThat(client.get("/v1/admin/price-lists").status()).isEqualTo(403);
    }

    @Test
    void refusesWhatIsNoList() {
        var prices = "\"prices\":[{\"model\":\"m\",\"unit\":\"%s\",\"per_million\":\"%s\"}]";
        for (var body : List.of(
                "{}",
                "{\"note\":\"x\"}",
                "{" + prices.formatted("item", "1") + "}",
                "{\"note\":\"x\"," + prices.formatted("items", "1") + "}",
                "{\"note\":\"x\"," + prices.formatted("item", "-1") + "}",
                "{\"note\":\"x\"," + prices.formatted("item", "1e3") + "}",
                "{\"note\":\"x\",\"multipliers\":{\"slow\":\"1\"}}",
                "{\"note\":\"x\",\"multipliers\":{\"low\":\"101\"}}",
                "{\"note\":\"x\",\"valid_from\":\"7\",\"multipliers\":{\"low\":\"1\"}}",
                "{\"note\":\"x\",\"until\":\"7\",\"multipliers\":{\"low\":\"1\"}}")) {
            assertThat(operator.post("/v1/admin/price-lists", body).status())
                    .as(body)
                    .isEqualTo(400);
        }
        assertThat(operator.post(
                                "/v1/admin/price-lists",
                                "{\"account_id\":\"0198c0ff-ee00-7000-a000-0000000000ff\",\"note\":\"x\","
                                        + "\"multipliers\":{\"low\":\"1\"}}")
                        .code())
                .isEqualTo("account_not_found");
    }
}
