package io.waybill.api.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.api.testing.Http;
import io.waybill.api.testing.Platform;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** What a preflight says of each body that makes or grows a batch, beside what then happens. */
@Timeout(120)
class PreflightNumbersTest {

    private static final long PLENTY = 1_000_000_000;

    @RegisterExtension
    static final Platform PLATFORM = new Platform();

    private final Http client = PLATFORM.api().client(PLENTY);

    @Test
    void ofAFile() {
        var file = client.uploadLines(
                Platform.line("a", "one") + Platform.line("b", "one") + "not json\n" + Platform.line("c", "two"));
        var body = "{\"input_file_id\":\"" + file
                + "\",\"endpoint\":\"/v1/embeddings\",\"completion_window\":\"24h\",\"on_invalid\":\"quarantine\"}";

        var said = preflight(body);
        var ended = PLATFORM.ended(client, create(body));

        compare(said, ended, 4, 1);
        assertThat(said.get("cost").get("low").asString()).isEqualTo("0.001");
        assertThat(said.get("cost").get("high").asString()).isEqualTo("0.0015");
    }

    @Test
    void ofInlineTasksTheFirstTimeAndAgain() {
        var body = Platform.tasks(7).replace("\"reuse\":false,", "");

        var first = preflight(body);
        compare(first, PLATFORM.ended(client, create(body)), 7, 0);
        var again = preflight(body);
        compare(again, PLATFORM.ended(client, create(body)), 7, 0);

        assertThat(first.get("cost").get("low").asString()).isEqualTo("0.0035");
        assertThat(again.get("cost").get("low").asString()).isEqualTo("0");
        assertThat(again.get("cost").get("high").asString()).isEqualTo("0.0035");
    }

    @Test
    void ofAnOpenBatchWithItsFirstRequestsAndOfWhatIsAddedToIt() {
        var terms = "\"name\":\"n\",\"priority\":\"high\"";
        var requests = requests("a", "one", "two", "one");

        var said = preflight("{" + terms + "," + requests + "}");
        var id = create("{" + terms + "}");
        add(id, requests);
        var before = PLATFORM.balance(client).get("available").asString();
        var more = requests("a", "one", "two", "one", "three");
        var saidOfMore = preflight("{\"batch_id\":\"" + id + "\"," + more + "}");
        add(id, more);
        var after = PLATFORM.balance(client).get("available").asString();
        client.post("/v1/batches/" + id + "/seal", "{}");
        var ended = PLATFORM.ended(client, id);

        assertThat(said.get("total").asInt()).isEqualTo(3);
        assertThat(said.get("cost").get("low").asString()).isEqualTo("0.002");
        assertThat(said.get("cost").get("high").asString()).isEqualTo("0.003");
        assertThat(saidOfMore.get("total").asInt()).isEqualTo(1);
        assertThat(saidOfMore.get("balance").get("available").asString()).isEqualTo(before);
        assertThat(saidOfMore.get("balance").get("after").asString()).isEqualTo(after);
        assertThat(ended.get("total_tasks").asInt()).isEqualTo(4);
        assertThat(new BigDecimal(ended.get("cost").get("captured").asString()))
                .isEqualByComparingTo(low(said).add(low(saidOfMore)));
    }

    @Test
    void refusesWhatTheAdditionWouldBeRefused() {
        var id = create("{\"name\":\"n\",\"max_cost\":\"0.001\"}");
        add(id, requests("a", "one", "two"));

        var dear = preflight("{\"batch_id\":\"" + id + "\"," + requests("b", "three") + "}");
        var conflict =
                client.post("/v1/batches/preflight", "{\"batch_id\":\"" + id + "\"," + requests("a", "another") + "}");
        var unknown = client.post(
                "/v1/batches/preflight",
                "{\"batch_id\":\"batch_0123456789abcdef0123456789abcdef\"," + requests("a", "one") + "}");
        var foreign = PLATFORM.api()
                .client(PLENTY)
                .post("/v1/batches/preflight", "{\"batch_id\":\"" + id + "\"," + requests("a", "one") + "}");
        var both = client.post(
                "/v1/batches/preflight", "{\"batch_id\":\"" + id + "\",\"name\":\"n\"," + requests("a", "one") + "}");
        var nothing = client.post("/v1/batches/preflight", "{\"name\":\"n\"}");
        client.post("/v1/batches/" + id + "/seal", "{}");
        var sealed =
                client.post("/v1/batches/preflight", "{\"batch_id\":\"" + id + "\"," + requests("b", "three") + "}");

        assertThat(dear.get("verdict").asString()).isEqualTo("max_cost_exceeded");
        assertThat(dear.get("message").asString()).contains("0.0015").contains("0.001");
        assertThat(conflict.status()).isEqualTo(409);
        assertThat(conflict.code()).isEqualTo("request_conflict");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(foreign.status()).isEqualTo(404);
        assertThat(foreign.error().get("message").asString().replace(id, "batch_0123456789abcdef0123456789abcdef"))
                .isEqualTo(unknown.error().get("message").asString());
        assertThat(both.status()).isEqualTo(400);
        assertThat(both.error().get("param").asString()).isEqualTo("batch_id");
        assertThat(nothing.status()).isEqualTo(400);
        assertThat(nothing.error().get("param").asString()).isEqualTo("batch_requests");
        assertThat(sealed.status()).isEqualTo(409);
        PLATFORM.ended(client, id);
    }

    private static void compare(JsonNode said, JsonNode ended, int total, int invalid) {
        assertThat(said.get("verdict").asString()).isEqualTo("accepted");
        assertThat(said.get("total").asInt()).isEqualTo(total);
        assertThat(ended.get("total_tasks").asInt()).isEqualTo(total);
        assertThat(said.get("invalid").asInt()).isEqualTo(invalid);
        assertThat(ended.get("failed_tasks").asInt()).isEqualTo(invalid);
        assertThat(ended.get("cost").get("captured")).isEqualTo(said.get("cost").get("low"));
        assertThat(ended.get("cost").get("held")).isEqualTo(said.get("cost").get("low"));
    }

    private static BigDecimal low(JsonNode said) {
        return new BigDecimal(said.get("cost").get("low").asString());
    }

    private JsonNode preflight(String body) {
        var answer = client.post("/v1/batches/preflight", body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    private String create(String body) {
        return client.post("/v1/batches", body).json().get("id").asString();
    }

    private void add(String id, String requests) {
        assertThat(client.post("/v1/batches/" + id + "/requests", "{" + requests + "}")
                        .status())
                .isEqualTo(200);
    }

    private static String requests(String prefix, String... inputs) {
        var requests = new StringBuilder();
        for (var i = 0; i < inputs.length; i++) {
            requests.append(i == 0 ? "" : ",")
                    .append("{\"batch_request_id\":\"" + prefix + i + "\",\"batch_request\":{\"embeddings\":"
                            + "{\"model\":\"echo\",\"input\":\"" + inputs[i] + "\"}}}");
        }
        return "\"batch_requests\":[" + requests + "]";
    }
}
