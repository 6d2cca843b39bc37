package io.waybill.api.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.api.testing.Http;
import io.waybill.api.testing.Platform;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Batches of items that generate text, over HTTP, with real workers. */
@Timeout(120)
class TextBatchTest {

    private static final long PLENTY = 1_000_000_000_000L;

    @RegisterExtension
    static final Platform PLATFORM = new Platform();

    private final Http client = PLATFORM.api().client(PLENTY);

    @Test
    void runsAllEndpointsInOneBatchAndChargesWhatWasMade() {
        var tasks = """
                {"tasks":[
                {"custom_id":"chat","model":"echo-chat","request_body":
                  {"messages":[{"role":"user","content":"one two three"}],"max_tokens":10}},
                {"custom_id":"text","model":"echo-chat","request_body":{"prompt":"four five","max_tokens":10}},
                {"custom_id":"response","model":"echo-chat","endpoint":"/v1/responses","request_body":
                  {"input":"six seven","max_output_tokens":10}},
                {"custom_id":"vector","model":"echo","request_body":{"input":"eight"}}]}
                """;

        var batch = PLATFORM.ended(client, id(tasks));
        var results = results(batch);

        assertThat(batch.get("completed_tasks").asInt()).isEqualTo(4);
        assertThat(body(results, 0).get("object").asString()).isEqualTo("chat.completion");
        assertThat(body(results, 0).at("/choices/0/message/content").asString()).isEqualTo("one two three");
        assertThat(body(results, 0).at("/choices/0/finish_reason").asString()).isEqualTo("stop");
        assertThat(body(results, 0).at("/usage/total_tokens").asInt()).isEqualTo(6);
        assertThat(body(results, 1).get("object").asString()).isEqualTo("text_completion");
        assertThat(body(results, 1).at("/choices/0/text").asString()).isEqualTo("four five");
        assertThat(body(results, 2).get("object").asString()).isEqualTo("response");
        assertThat(body(results, 2).at("/output/0/content/0/text").asString()).isEqualTo("six seven");
        assertThat(body(results, 3).at("/data/0/embedding")).hasSize(8);
        // Half of 7 words in at 0.001 and 30 words out at most, 7 in fact, at 0.002; and of one embedding at 0.001.
        assertThat(batch.at("/cost/held").asString()).isEqualTo("0.034");
        assertThat(batch.at("/cost/captured").asString()).isEqualTo("0.011");
        assertThat(batch.at("/cost/released").asString()).isEqualTo("0.023");
        assertThat(results.get(0).get("cost").asString()).isEqualTo("0.0045");
    }

    @Test
    void saysBeforeWhatItCostsAtLeastAndAtMost() {
        var said = client.post("/v1/batches/preflight", """
                {"tasks":[{"custom_id":"a","model":"echo-chat","request_body":
                  {"messages":[{"role":"user","content":"five words for a price"}],"max_tokens":10}}]}
                """).json();

        assertThat(said.at("/cost/low").asString()).isEqualTo("0.0025");
        assertThat(said.at("/cost/high").asString()).isEqualTo("0.0125");
    }

    @Test
    void cutsWhatIsTooLongAndChargesNothingForWhatFails() {
        var tasks = """
                {"tasks":[
                {"custom_id":"cut","model":"echo-chat","request_body":
                  {"messages":[{"role":"user","content":"a b c d"}],"max_tokens":2}},
                {"custom_id":"bad","model":"echo-chat","request_body":{"messages":[{"role":"user","content":"!bad"}]}},
                {"custom_id":"again","model":"echo-chat","request_body":
                  {"messages":[{"role":"user","content":"!transient 3 done"}],"max_tokens":5}}]}
                """;

        var batch = PLATFORM.ended(client, id(tasks));
        var results = results(batch);

        assertThat(body(results, 0).at("/choices/0/finish_reason").asString()).isEqualTo("length");
        assertThat(body(results, 0).at("/choices/0/message/content").asString()).isEqualTo("a b");
        assertThat(results.get(1).at("/error/code").asString()).isEqualTo("engine_error");
        assertThat(results.get(1).get("cost").asString()).isEqualTo("0");
        assertThat(body(results, 2).at("/choices/0/message/content").asString()).isEqualTo("done");
        assertThat(batch.get("failed_tasks").asInt()).isEqualTo(1);
    }

    @Test
    void namesWhatIsWrongByLineAndHoldsNothing() {
        var tasks = """
                {"tasks":[
                {"custom_id":"0","model":"echo-chat","request_body":
                  {"messages":[{"role":"user","content":"a"}],"stream":true}},
                {"custom_id":"1","model":"echo-chat","request_body":{"messages":[]}},
                {"custom_id":"2","model":"echo-chat","request_body":
                  {"messages":[{"role":"user","content":"a"}],"max_tokens":0}},
                {"custom_id":"3","model":"echo","request_body":{"messages":[{"role":"user","content":"a"}]}},
                {"custom_id":"4","model":"echo-chat","request_body":{"input":"a"}},
                {"custom_id":"5","model":"echo-chat","request_body":
                  {"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"x"}}]}]}}]}
                """;

        var refused = client.post("/v1/batches", tasks);

        assertThat(refused.status()).isEqualTo(400);
        var problems = refused.error().get("errors");
        assertThat(problems).hasSize(6);
        assertThat(problems.get(0).get("param").asString()).isEqualTo("body.stream");
        assertThat(problems.get(1).get("param").asString()).isEqualTo("body.messages");
        assertThat(problems.get(2).get("param").asString()).isEqualTo("body.max_tokens");
        assertThat(problems.get(3).get("code").asString()).isEqualTo("model_not_found");
        assertThat(problems.get(4).get("code").asString()).isEqualTo("model_not_found");
        assertThat(problems.get(5).get("param").asString()).startsWith("body.messages[0].content[0]");
        assertThat(PLATFORM.balance(client).get("held").asString()).isEqualTo("0");
    }

    @Test
    void stopsWithinASecondWhenItIsCancelledAndGivesTheMoneyBack() {
        var id = id("""
                {"tasks":[{"custom_id":"slow","model":"echo-chat","request_body":
                  {"messages":[{"role":"user","content":"!slow 20000 a b"}],"max_tokens":5}}]}
                """);
        org.awaitility.Awaitility.await()
                .until(() -> client.get("/v1/batches/" + id)
                        .json()
                        .get("status")
                        .asString()
                        .equals("in_progress"));

        client.post("/v1/batches/" + id + "/cancel", "");
        var batch = PLATFORM.ended(client, id);

        assertThat(batch.get("status").asString()).isEqualTo("cancelled");
        assertThat(batch.at("/cost/captured").asString()).isEqualTo("0");
        assertThat(PLATFORM.balance(client).get("held").asString()).isEqualTo("0");
    }

    @Test
    void reusesOnlyWhatIsReproducible() {
        var tasks = """
                {"tasks":[{"custom_id":"a","model":"echo-chat","request_body":
                  {"messages":[{"role":"user","content":"once %s"}],"temperature":0,"seed":%s}}]}
                """;

        PLATFORM.ended(client, id(tasks.formatted("more", "7")));
        var same = PLATFORM.ended(client, id(tasks.formatted("more", "7")));
        PLATFORM.ended(client, id(tasks.formatted("again", "null")));
        var unseeded = PLATFORM.ended(client, id(tasks.formatted("again", "null")));

        assertThat(results(same).get(0).get("state").asString()).isEqualTo("reused");
        assertThat(same.at("/cost/captured").asString()).isEqualTo("0");
        assertThat(results(unseeded).get(0).get("state").asString()).isEqualTo("succeeded");
    }

    private String id(String tasks) {
        var created = client.post("/v1/batches", tasks);
        assertThat(created.status()).as(created.text()).isEqualTo(200);
        return created.json().get("id").asString();
    }

    private JsonNode results(JsonNode batch) {
        return client.get("/v1/batches/" + batch.get("id").asString() + "/results")
                .json()
                .get("data");
    }

    private static JsonNode body(JsonNode results, int index) {
        return results.get(index).at("/response/body");
    }
}
