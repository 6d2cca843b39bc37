package io.waybill.api.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.api.testing.Http;
import io.waybill.api.testing.Platform;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Commands on a batch that runs, and their refusals, on real parts. */
@Timeout(120)
class SteeringApiTest {

    private static final long PLENTY = 1_000_000_000;

    @RegisterExtension
    static final Platform PLATFORM = new Platform();

    private final Http client = PLATFORM.api().client(PLENTY);

    @Test
    void pausesTwiceAndResumesTwice() {
        var id = slow(2_000);

        var paused = command(id, "pause");
        var again = command(id, "pause");
        var resumed = command(id, "resume");
        var resumedAgain = command(id, "resume");

        assertThat(paused.status()).isEqualTo(200);
        assertThat(paused.json().get("status").asString()).isEqualTo("paused");
        assertThat(paused.json().get("paused").asBoolean()).isTrue();
        assertThat(paused.json().get("pause_reason").asString()).isEqualTo("by the client");
        assertThat(again.json()).isEqualTo(paused.json());
        assertThat(resumed.json().get("status").asString()).isEqualTo("in_progress");
        assertThat(resumed.json().get("pause_reason").isNull()).isTrue();
        assertThat(resumedAgain.json().get("status").asString()).isEqualTo("in_progress");
        assertThat(PLATFORM.ended(client, id).get("status").asString()).isEqualTo("completed");
    }

    @Test
    void movesABatchToAnotherLaneAtThePriceOfItsFirst() {
        var id = slow(1_500);

        var moved = client.post("/v1/batches/" + id + "/reprioritise", "{\"priority\":\"high\"}");

        var ended = PLATFORM.ended(client, id);
        assertThat(moved.status()).isEqualTo(200);
        assertThat(moved.json().get("priority").asString()).isEqualTo("high");
        assertThat(ended.get("priority").asString()).isEqualTo("high");
        assertThat(ended.get("cost").get("captured").asString()).isEqualTo("0.0005");
    }

    @Test
    void namesThePrioritiesThatThereAre() {
        var id = slow(500);

        var unknown = client.post("/v1/batches/" + id + "/reprioritise", "{\"priority\":\"urgent\"}");
        var interactive = client.post("/v1/batches/" + id + "/reprioritise", "{\"priority\":\"interactive\"}");
        var missing = client.post("/v1/batches/" + id + "/reprioritise", "{}");

        for (var answer : List.of(unknown, interactive, missing)) {
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.error().get("param").asString()).isEqualTo("priority");
            assertThat(answer.error().get("message").asString()).contains("[high, low, fill]");
        }
        PLATFORM.ended(client, id);
    }

    @Test
    void refusesToSteerWhatHasEnded() {
        var id = slow(3_000);
        var cancelled = client.post("/v1/batches/" + id + ":cancel", "{}");
        PLATFORM.ended(client, id);

        var resume = command(id, "resume");
        var pause = command(id, "pause");
        var move = client.post("/v1/batches/" + id + "/reprioritise", "{\"priority\":\"fill\"}");

        assertThat(cancelled.status()).isEqualTo(200);
        for (var answer : List.of(resume, pause, move)) {
            assertThat(answer.status()).isEqualTo(409);
            assertThat(answer.code()).isEqualTo("batch_state_conflict");
            assertThat(answer.error().get("message").asString()).contains("cancelled");
        }
    }

    @Test
    void answersACancellationOfAPausedBatchWithItsSettlement() {
        var id = slow(3_000);
        command(id, "pause");

        var cancelled = client.post("/v1/batches/" + id + "/cancel", "{}");

        var settlement = cancelled.json().get("settlement");
        assertThat(settlement.get("done").asInt()
                        + settlement.get("released").asInt()
                        + settlement.get("in_flight").asInt())
                .isEqualTo(1);
        assertThat(settlement.get("captured_cost").asString()).isEqualTo("0");
        assertThat(PLATFORM.ended(client, id).get("status").asString()).isEqualTo("cancelled");
        assertThat(PLATFORM.balance(client).get("available").asString()).isEqualTo("1");
        assertThat(client.get("/v1/batches/" + id).json().has("settlement")).isFalse();
    }

    @Test
    void givesOneOutcomeToOppositeCommandsAtOnce() {
        var id = slow(3_000);

        var pause = CompletableFuture.supplyAsync(() -> command(id, "pause"), Thread::startVirtualThread);
        var cancel = CompletableFuture.supplyAsync(() -> command(id, "cancel"), Thread::startVirtualThread);

        assertThat(cancel.join().status()).isEqualTo(200);
        assertThat(pause.join().status()).isIn(200, 409);
        assertThat(PLATFORM.ended(client, id).get("status").asString()).isEqualTo("cancelled");
        assertThat(PLATFORM.balance(client).get("available").asString()).isEqualTo("1");
    }

    @Test
    void refusesABatchOverItsMaxCostAndNamesBothNumbers() {
        var body = Platform.tasks(3).replaceFirst("\\{", "{\"max_cost\":\"0.0014\",");

        var answer = client.post("/v1/batches", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("max_cost_exceeded");
        assertThat(answer.error().get("message").asString()).contains("0.0015").contains("0.0014");
        assertThat(PLATFORM.balance(client).get("available").asString()).isEqualTo("1");
    }

    @Test
    void cancelsABatchOfWhichTooManyItemsFail() {
        var lines = new StringBuilder();
        for (var i = 0; i < 120; i++) {
            lines.append(Platform.line("f" + i, "!bad"));
        }
        lines.append(Platform.line("slow", "!sleep 4000"));
        var file = client.uploadLines(lines.toString());
        var body = "{\"input_file_id\":\"" + file + "\",\"endpoint\":\"/v1/embeddings\","
                + "\"completion_window\":\"24h\",\"max_error_rate\":0.5,\"on_limit\":\"cancel\",\"reuse\":false}";

        var id = client.post("/v1/batches", body).json().get("id").asString();

        var ended = PLATFORM.ended(client, id);
        assertThat(ended.get("limits").get("max_error_rate").asDouble()).isEqualTo(0.5);
        assertThat(ended.get("status").asString()).isEqualTo("cancelled");
        assertThat(ended.get("cancelled_tasks").asInt()).isPositive();
    }

    @Test
    void refusesABatchThatCannotEndInItsWindowWhereItsClientIsStrict() {
        // So that the model was seen at work, and seen to be slow.
        PLATFORM.ended(client, slow(3_000));
        var start = "{\"strict\":true,\"completion_window\":\"1h\",";

        var late = client.post("/v1/batches", Platform.tasks(20_000).replaceFirst("\\{", start));
        var inTime = client.post("/v1/batches", Platform.tasks(1).replaceFirst("\\{", start));
        var wrong = client.post("/v1/batches", Platform.tasks(1).replaceFirst("\\{", "{\"strict\":1,"));

        assertThat(late.status()).isEqualTo(400);
        assertThat(late.code()).isEqualTo("window_too_short");
        assertThat(late.error().get("expected_end").asString())
                .isGreaterThan(late.error().get("window_end").asString());
        assertThat(inTime.status()).isEqualTo(200);
        assertThat(inTime.json().get("warnings")).isEmpty();
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.error().get("param").asString()).isEqualTo("strict");
        PLATFORM.ended(client, inTime.json().get("id").asString());
    }

    @Test
    void namesWhatALimitMayBe() {
        for (var limit : List.of(
                "\"max_cost\":\"1,50\"",
                "\"max_cost\":\"-1\"",
                "\"max_cost\":1.5",
                "\"max_error_rate\":1",
                "\"max_error_rate\":\"0.1\"",
                "\"max_error_rate\":0.1,\"on_limit\":\"stop\"",
                "\"on_limit\":\"pause\"",
                "\"completion_window\":\"59m\"",
                "\"completion_window\":\"8d\"",
                "\"completion_window\":\"0h\"")) {
            var answer = client.post("/v1/batches", Platform.tasks(1).replaceFirst("\\{", "{" + limit + ","));

            assertThat(answer.status()).as(limit).isEqualTo(400);
            assertThat(limit).contains(answer.error().get("param").asString());
        }
    }

    private String slow(int millis) {
        var body = "{\"tasks\":[{\"custom_id\":\"s\",\"model\":\"echo\",\"request_body\":{\"input\":\"!sleep " + millis
                + "\"}}]}";
        return client.post("/v1/batches", body).json().get("id").asString();
    }

    private Http.Answer command(String id, String command) {
        return client.post("/v1/batches/" + id + "/" + command, "{}");
    }
}
