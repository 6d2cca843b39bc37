package io.waybill.api.batch;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.api.testing.Http;
import io.waybill.api.testing.Platform;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Batches by name, to which requests are added while they run, on real parts. */
@Timeout(120)
class OpenBatchesTest {

    private static final long PLENTY = 1_000_000_000;
    private static final String OPEN = "{\"name\":\"nightly\"}";

    @RegisterExtension
    static final Platform PLATFORM = new Platform();

    private final Http client = PLATFORM.api().client(PLENTY);

    @Test
    void runsWhatIsAddedUntilItIsSealed() {
        var created = client.post("/v1/batches", OPEN);
        var id = created.json().get("batch_id").asString();

        var first = add(id, embeddings("a", "one"), own("b", "two"));
        var second = add(id, embeddings("c", "three"));
        var sealed = client.post("/v1/batches/" + id + "/seal", "{}");
        var ended = PLATFORM.ended(client, id);

        assertThat(created.status()).isEqualTo(200);
        assertThat(created.json().get("name").asString()).isEqualTo("nightly");
        assertThat(created.json().get("open").asBoolean()).isTrue();
        assertThat(created.json().get("state").get("num_requests").asInt()).isZero();
        assertThat(created.json().get("create_time").asString()).contains("T");
        assertThat(created.json().get("create_api_key_id").asString()).isNotEmpty();
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.json().get("num_added").asInt()).isEqualTo(2);
        assertThat(second.json().get("num_added").asInt()).isEqualTo(1);
        assertThat(sealed.json().get("open").asBoolean()).isFalse();
        assertThat(ended.get("status").asString()).isEqualTo("completed");
        assertThat(ended.get("state").get("num_success").asInt()).isEqualTo(3);
        assertThat(ended.get("request_counts").get("completed").asInt()).isEqualTo(3);
        assertThat(ended.get("cost").get("held").asString()).isEqualTo("0.0015");
        assertThat(ended.get("cost").get("captured").asString()).isEqualTo("0.0015");
        assertThat(customIds(ended.get("output_file_id").asString())).containsExactly("a", "b", "c");
        assertThat(PLATFORM.balance(client).get("available").asString()).isEqualTo("0.9985");
    }

    @Test
    void addsTheSameRequestOnceAndRefusesAnotherOfItsId() {
        var id = open();

        var first = add(id, embeddings("a", "one"));
        var again = add(id, embeddings("a", "one"), embeddings("b", "two"), embeddings("b", "two"));
        var other = add(id, embeddings("a", "another"));

        assertThat(first.json().get("num_added").asInt()).isEqualTo(1);
        assertThat(again.json().get("num_added").asInt()).isEqualTo(1);
        assertThat(again.json().get("num_existing").asInt()).isEqualTo(2);
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.code()).isEqualTo("request_conflict");
        assertThat(other.error().get("message").asString()).contains("request a");
        client.post("/v1/batches/" + id + "/seal", "{}");
        assertThat(PLATFORM.ended(client, id).get("completed_tasks").asInt()).isEqualTo(2);
    }

    @Test
    void makesIdsForRequestsThatHaveNoneAndAddsThemOnceForAnIdempotencyKey() {
        var id = open();
        var body = "{\"batch_requests\":[{\"batch_request\":{\"embeddings\":{\"model\":\"echo\",\"input\":\"x\"}}}]}";

        client.post("/v1/batches/" + id + "/requests", body, "Idempotency-Key", "append-1");
        var again = client.post("/v1/batches/" + id + "/requests", body, "Idempotency-Key", "append-1");
        client.post("/v1/batches/" + id + "/seal", "{}");

        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(PLATFORM.ended(client, id).get("total_tasks").asInt()).isEqualTo(1);
        var listed = client.get("/v1/batches/" + id + "/requests").json().get("batch_request_metadata");
        assertThat(listed.get(0).get("batch_request_id").asString()).startsWith("request-");
    }

    @Test
    void saysWhatIsMissingForAnAdditionAndKeepsTheBatchOpen() {
        var poor = PLATFORM.api().client(Platform.ECHO_LOW_NANOS);
        var id = poor.post("/v1/batches", OPEN).json().get("id").asString();

        var refused = add(poor, id, embeddings("a", "one"), embeddings("b", "two"));
        var accepted = add(poor, id, embeddings("a", "one"));

        assertThat(refused.status()).isEqualTo(402);
        assertThat(refused.error().get("shortfall").asString()).isEqualTo("0.0005");
        assertThat(accepted.status()).isEqualTo(200);
        poor.post("/v1/batches/" + id + "/seal", "{}");
        assertThat(PLATFORM.ended(poor, id).get("completed_tasks").asInt()).isEqualTo(1);
        assertThat(PLATFORM.balance(poor).get("available").asString()).isEqualTo("0");
    }

    @Test
    void keepsAnOpenBatchBelowItsMaxCost() {
        var id = client.post("/v1/batches", "{\"name\":\"n\",\"max_cost\":\"0.001\"}")
                .json()
                .get("id")
                .asString();
        add(id, embeddings("a", "one"), embeddings("b", "two"));

        var over = add(id, embeddings("c", "three"));

        assertThat(over.status()).isEqualTo(400);
        assertThat(over.code()).isEqualTo("max_cost_exceeded");
        assertThat(over.error().get("message").asString()).contains("0.0015").contains("0.001");
        client.post("/v1/batches/" + id + "/cancel", "{}");
        PLATFORM.ended(client, id);
    }

    @Test
    void answersForModelsThatAreNotThereRequestByRequest() {
        var id = open();

        add(
                id,
                "{\"batch_request_id\":\"chat\",\"batch_request\":{\"chat_get_completion\":"
                        + "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}}}",
                embeddings("a", "one"));
        client.post("/v1/batches/" + id + "/seal", "{}");

        var ended = PLATFORM.ended(client, id);
        assertThat(ended.get("failed_tasks").asInt()).isEqualTo(1);
        assertThat(ended.get("completed_tasks").asInt()).isEqualTo(1);
        var listed = client.get("/v1/batches/" + id + "/requests").json().get("batch_request_metadata");
        assertThat(listed.get(0).get("endpoint").asString()).isEqualTo("/v1/chat/completions");
        assertThat(listed.get(0).get("state").asString()).isEqualTo("failed");
        assertThat(listed.get(1).get("state").asString()).isEqualTo("succeeded");
        assertThat(listed.get(1).get("cost").asString()).isEqualTo("0.0005");
        assertThat(listed.get(1).get("num_attempts").asInt()).isEqualTo(1);
        assertThat(client.get("/v1/files/" + ended.get("error_file_id").asString() + "/content")
                        .text())
                .contains("model_not_found");
    }

    @Test
    void answersResultsUnderTheKeyOfEachRequestWhileItRuns() {
        var id = open();
        var before = client.get("/v1/batches/" + id + "/results").json();
        add(id, embeddings("a", "one"), own("b", "two"), embeddings("c", "!bad"));
        client.post("/v1/batches/" + id + "/seal", "{}");
        PLATFORM.ended(client, id);

        var token = before.get("pagination_token").asString();
        var results = new java.util.HashMap<String, JsonNode>();
        var next = token;
        do {
            var page = client.get("/v1/batches/" + id + "/results?limit=2&pagination_token=" + next)
                    .json();
            page.get("results")
                    .forEach(
                            result -> results.put(result.get("batch_request_id").asString(), result));
            next = page.get("pagination_token").isNull()
                    ? ""
                    : page.get("pagination_token").asString();
        } while (!next.isEmpty());

        assertThat(before.get("results")).isEmpty();
        assertThat(results).containsOnlyKeys("a", "b", "c");
        assertThat(requireNonNull(results.get("a"))
                        .get("batch_result")
                        .get("response")
                        .get("embeddings")
                        .get("data"))
                .hasSize(1);
        assertThat(requireNonNull(results.get("b"))
                        .get("batch_result")
                        .get("response")
                        .get("status_code")
                        .asInt())
                .isEqualTo(200);
        assertThat(requireNonNull(results.get("c"))
                        .get("batch_result")
                        .get("error")
                        .get("code")
                        .asString())
                .isNotEmpty();
        assertThat(requireNonNull(results.get("c")).get("error_message").asString())
                .isNotEmpty();
        assertThat(client.get("/v1/batches/" + id + "/results?order=input")
                        .json()
                        .get("object")
                        .asString())
                .isEqualTo("list");
    }

    @Test
    void listsRequestsPageByPage() {
        var id = open();
        add(id, embeddings("a", "1"), embeddings("b", "2"), embeddings("c", "3"));

        var first = client.get("/v1/batches/" + id + "/requests?limit=2").json();
        var token = first.get("pagination_token").asString();
        var second = client.get("/v1/batches/" + id + "/requests?limit=2&pagination_token=" + token)
                .json();
        var other = open();
        var wrong = client.get("/v1/batches/" + other + "/requests?pagination_token=" + token);

        assertThat(ids(first)).containsExactly("a", "b");
        assertThat(ids(second)).containsExactly("c");
        assertThat(second.get("pagination_token").isNull()).isTrue();
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.error().get("param").asString()).isEqualTo("pagination_token");
        end(id);
        end(other);
    }

    @Test
    void refusesAdditionsWhereTheStateDoesNotAllowThem() {
        var sealed = open();
        add(sealed, embeddings("s", "!sleep 1500"));
        client.post("/v1/batches/" + sealed + "/seal", "{}");
        var cancelled = open();
        client.post("/v1/batches/" + cancelled + ":cancel", "{}");
        PLATFORM.ended(client, cancelled);
        var withItems = client.post("/v1/batches", Platform.tasks(1).replace("text 0", "!sleep 1500"))
                .json()
                .get("id")
                .asString();
        var stranger = PLATFORM.api().client(PLENTY);

        assertConflict(add(sealed, embeddings("b", "x")), "sealed");
        assertConflict(add(cancelled, embeddings("b", "x")), "cancelled");
        assertConflict(add(withItems, embeddings("b", "x")), "made by name");
        assertConflict(client.post("/v1/batches/" + withItems + "/seal", "{}"), "made by name");
        assertThat(add(stranger, sealed, embeddings("b", "x")).status()).isEqualTo(404);
        PLATFORM.ended(client, sealed);
        assertConflict(add(sealed, embeddings("b", "x")), "completed");
        PLATFORM.ended(client, withItems);
    }

    @Test
    void namesWhatIsWrongWithARequest() {
        var id = open();
        var good = "\"batch_request\":{\"embeddings\":{\"model\":\"echo\",\"input\":\"x\"}}";

        assertInvalid(post(id, "{}"), "batch_requests");
        assertInvalid(post(id, "{\"batch_requests\":[]}"), "batch_requests");
        assertInvalid(post(id, "{\"batch_requests\":{}}"), "batch_requests");
        assertInvalid(add(id, "7"), "batch_requests[0]");
        assertInvalid(add(id, "{}"), "batch_requests[0]");
        assertInvalid(add(id, "{" + good + "},{\"batch_request\":{\"images\":{}}}"), "batch_requests[1]");
        assertInvalid(add(id, "{\"batch_request_id\":\"\"," + good + "}"), "batch_requests[0].batch_request_id");
        assertInvalid(add(id, "{\"endpoint\":\"/v1/nothing\",\"body\":{}}"), "batch_requests[0].endpoint");
        assertInvalid(add(id, "{\"endpoint\":\"/v1/embeddings\"}"), "batch_requests[0]");
        assertInvalid(add(id, "{" + good + ",\"endpoint\":\"/v1/embeddings\",\"body\":{}}"), "batch_requests[0]");
        end(id);
    }

    @Test
    void refusesACallOver25Megabytes() {
        var id = open();
        var body = new byte[RequestLines.BYTES_MAX + 1];
        java.util.Arrays.fill(body, (byte) ' ');

        var tooLong = client.post("/v1/batches/" + id + "/requests", body);
        var many = new String[RequestLines.REQUESTS_MAX + 1];
        java.util.Arrays.fill(many, "{\"batch_request\":{\"embeddings\":{}}}");
        var tooMany = add(id, many);

        assertThat(tooLong.status()).isEqualTo(413);
        assertThat(tooLong.error().get("limit_bytes").asInt()).isEqualTo(RequestLines.BYTES_MAX);
        assertThat(tooMany.status()).isEqualTo(413);
        assertThat(tooMany.error().get("limit_requests").asInt()).isEqualTo(RequestLines.REQUESTS_MAX);
        end(id);
    }

    private String open() {
        return client.post("/v1/batches", OPEN).json().get("id").asString();
    }

    private void end(String id) {
        client.post("/v1/batches/" + id + "/cancel", "{}");
        PLATFORM.ended(client, id);
    }

    private Http.Answer add(String id, String... requests) {
        return add(client, id, requests);
    }

    private static Http.Answer add(Http caller, String id, String... requests) {
        return caller.post(
                "/v1/batches/" + id + "/requests", "{\"batch_requests\":[" + String.join(",", requests) + "]}");
    }

    private Http.Answer post(String id, String body) {
        return client.post("/v1/batches/" + id + "/requests", body);
    }

    private static String embeddings(String id, String input) {
        return "{\"batch_request_id\":\"" + id
                + "\",\"batch_request\":{\"embeddings\":{\"model\":\"echo\",\n\"input\":\"" + input + "\"}}}";
    }

    private static String own(String id, String input) {
        return "{\"batch_request_id\":\"" + id
                + "\",\"endpoint\":\"/v1/embeddings\",\"body\":{\"model\":\"echo\",\"input\":\"" + input + "\"}}";
    }

    private static List<String> ids(JsonNode page) {
        var ids = new ArrayList<String>();
        page.get("batch_request_metadata")
                .forEach(request -> ids.add(request.get("batch_request_id").asString()));
        return ids;
    }

    private List<String> customIds(String file) {
        var ids = new ArrayList<String>();
        client.get("/v1/files/" + file + "/content")
                .text()
                .lines()
                .forEach(line -> ids.add(line.replaceAll(".*\"custom_id\":\"([^\"]*)\".*", "$1")));
        return ids;
    }

    private static void assertConflict(Http.Answer answer, String reason) {
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo("batch_state_conflict");
        assertThat(answer.error().get("message").asString()).contains(reason);
    }

    private static void assertInvalid(Http.Answer answer, String param) {
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error().get("param").asString()).startsWith(param);
    }
}
