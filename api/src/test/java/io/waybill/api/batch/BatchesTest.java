package io.waybill.api.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.api.testing.Http;
import io.waybill.api.testing.Platform;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Batches from the call that creates them to their results, on real parts. */
@Timeout(120)
class BatchesTest {

    private static final long PLENTY = 1_000_000_000;

    @RegisterExtension
    static final Platform PLATFORM = new Platform();

    private final Http client = PLATFORM.api().client(PLENTY);

    @Test
    void runsInlineTasksToTheirResults() {
        var created = client.post("/v1/batches", Platform.tasks(3));

        var ended = PLATFORM.ended(client, created.json().get("id").asString());

        assertThat(created.status()).isEqualTo(200);
        assertThat(created.json().get("total_tasks").asInt()).isEqualTo(3);
        assertThat(created.json().get("cost").get("held").asString()).isEqualTo("0.0015");
        assertThat(created.json().get("priority").asString()).isEqualTo("low");
        assertThat(ended.get("status").asString()).isEqualTo("completed");
        assertThat(ended.get("completed_tasks").asInt()).isEqualTo(3);
        assertThat(ended.get("cost").get("captured").asString()).isEqualTo("0.0015");
        assertThat(ended.get("cost").get("released").asString()).isEqualTo("0");
        assertThat(ended.get("progress").asDouble()).isEqualTo(1);
        assertThat(ended.get("completed_at").isNumber()).isTrue();
        assertThat(ended.get("temporal_url").asString())
                .isEqualTo("http://ui.example/namespaces/default/workflows/"
                        + ended.get("id").asString());
        assertThat(customIds(ended.get("output_file_id").asString())).containsExactly("t0", "t1", "t2");
        assertThat(PLATFORM.balance(client).get("available").asString()).isEqualTo("0.9985");
    }

    @Test
    void runsAFileAndKeepsErrorsApart() {
        var lines = Platform.line("a", "one") + Platform.line("b", "!bad") + Platform.line("c", "three");
        var file = client.uploadLines(lines);

        var created = client.post("/v1/batches", fileBody(file, ""));

        var ended = PLATFORM.ended(client, created.json().get("id").asString());
        assertThat(created.json().get("status").asString()).isIn("validating", "in_progress");
        assertThat(ended.get("status").asString()).isEqualTo("completed");
        assertThat(ended.get("input_file_id").asString()).isEqualTo(file);
        assertThat(ended.get("request_counts").get("total").asInt()).isEqualTo(3);
        assertThat(ended.get("request_counts").get("failed").asInt()).isEqualTo(1);
        assertThat(customIds(ended.get("output_file_id").asString())).containsExactly("a", "c");
        assertThat(customIds(ended.get("error_file_id").asString())).containsExactly("b");
        assertThat(ended.get("cost").get("captured").asString()).isEqualTo("0.001");
        assertThat(ended.get("cost").get("released").asString()).isEqualTo("0.0005");
    }

    @Test
    void saysHowMuchMoneyIsMissing() {
        var poor = PLATFORM.api().client(Platform.ECHO_LOW_NANOS);

        var answer = poor.post("/v1/batches", Platform.tasks(2));

        assertThat(answer.status()).isEqualTo(402);
        assertThat(answer.code()).isEqualTo("insufficient_funds");
        assertThat(answer.error().get("required").asString()).isEqualTo("0.001");
        assertThat(answer.error().get("available").asString()).isEqualTo("0.0005");
        assertThat(answer.error().get("shortfall").asString()).isEqualTo("0.0005");
        var batch = PLATFORM.ended(poor, answer.error().get("batch_id").asString());
        assertThat(batch.get("status").asString()).isEqualTo("failed");
        assertThat(batch.get("errors").get("data").get(0).get("code").asString())
                .isEqualTo("insufficient_funds");
        assertThat(batch.get("cost").get("held").asString()).isEqualTo("0");
        assertThat(PLATFORM.balance(poor).get("available").asString()).isEqualTo("0.0005");
    }

    @Test
    void namesEveryInvalidTaskByItsLine() {
        var body = "{\"tasks\":["
                + "{\"custom_id\":\"a\",\"model\":\"echo\",\"request_body\":{\"input\":\"x\"}},"
                + "{\"custom_id\":\"a\",\"model\":\"echo\",\"request_body\":{\"input\":\"x\"}},"
                + "{\"custom_id\":\"c\",\"model\":\"nothing\",\"request_body\":{\"input\":\"x\"}}]}";

        var answer = client.post("/v1/batches", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("invalid_batch");
        var errors = answer.error().get("errors");
        assertThat(errors.get(0).get("line").asInt()).isEqualTo(2);
        assertThat(errors.get(0).get("code").asString()).isEqualTo("duplicate_custom_id");
        assertThat(errors.get(0).get("message").asString()).contains("1");
        assertThat(errors.get(1).get("line").asInt()).isEqualTo(3);
        assertThat(errors.get(1).get("code").asString()).isEqualTo("model_not_found");
        var batch = client.get("/v1/batches/" + answer.error().get("batch_id").asString())
                .json();
        assertThat(batch.get("status").asString()).isEqualTo("failed");
        assertThat(PLATFORM.balance(client).get("available").asString()).isEqualTo("1");
    }

    @Test
    void runsTheRestWhereBadLinesAreQuarantined() {
        var body = Platform.tasks(2).replace("{\"input\":\"text 0\"}", "{\"input\":\"\"}");

        var created = client.post("/v1/batches", body.replaceFirst("\\{", "{\"on_invalid\":\"quarantine\","));

        var ended = PLATFORM.ended(client, created.json().get("id").asString());
        assertThat(ended.get("status").asString()).isEqualTo("completed");
        assertThat(ended.get("on_invalid").asString()).isEqualTo("quarantine");
        assertThat(customIds(ended.get("output_file_id").asString())).containsExactly("t1");
        assertThat(customIds(ended.get("error_file_id").asString())).containsExactly("t0");
        assertThat(ended.get("cost").get("held").asString()).isEqualTo("0.0005");
    }

    @Test
    void cancelsARunningBatchAndGivesBackWhatDidNotRun() {
        var slow = "{\"tasks\":["
                + "{\"custom_id\":\"s\",\"model\":\"echo\",\"request_body\":{\"input\":\"!sleep 3000\"}}]}";
        var id = client.post("/v1/batches", slow).json().get("id").asString();

        var cancelling =
                client.send("POST", "/v1/batches/" + id + "/cancel", java.net.http.HttpRequest.BodyPublishers.noBody());

        assertThat(cancelling.status()).isEqualTo(200);
        assertThat(cancelling.json().get("status").asString()).isIn("cancelling", "cancelled");
        var ended = PLATFORM.ended(client, id);
        assertThat(ended.get("status").asString()).isEqualTo("cancelled");
        assertThat(ended.get("cancelling_at").isNumber()).isTrue();
        assertThat(ended.get("cancelled_tasks").asInt()).isEqualTo(1);
        assertThat(PLATFORM.balance(client).get("available").asString()).isEqualTo("1");
        var again = client.post("/v1/batches/" + id + "/cancel", "{}");
        assertThat(again.json().get("status").asString()).isEqualTo("cancelled");
    }

    @Test
    void repeatsTheFirstAnswerForAnIdempotencyKey() {
        var first = client.post("/v1/batches", Platform.tasks(1), "Idempotency-Key", "k-1");
        var second = client.post("/v1/batches", Platform.tasks(1), "Idempotency-Key", "k-1");
        var other = client.post("/v1/batches", Platform.tasks(2), "Idempotency-Key", "k-1");

        assertThat(second.status()).isEqualTo(first.status());
        assertThat(second.bytes()).isEqualTo(first.bytes());
        assertThat(second.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(other.status()).isEqualTo(422);
        assertThat(client.get("/v1/batches").json().get("data")).hasSize(1);
        PLATFORM.ended(client, first.json().get("id").asString());
    }

    @Test
    void repeatsARefusalForAnIdempotencyKey() {
        var poor = PLATFORM.api().client(0);

        var first = poor.post("/v1/batches", Platform.tasks(1), "Idempotency-Key", "k-2");
        var second = poor.post("/v1/batches", Platform.tasks(1), "Idempotency-Key", "k-2");

        assertThat(first.status()).isEqualTo(402);
        assertThat(second.bytes()).isEqualTo(first.bytes());
        assertThat(second.header("Idempotency-Replayed")).isEqualTo("true");
    }

    @Test
    void makesOneBatchOfFiftySubmissionsWithOneKey() throws Exception {
        var body = Platform.tasks(2);

        var answers = atOnce(50, () -> {
            var answer = client.post("/v1/batches", body, "Idempotency-Key", "k-50");
            while (answer.status() == 409) {
                answer = client.post("/v1/batches", body, "Idempotency-Key", "k-50");
            }
            return answer;
        });

        assertThat(answers).allMatch(answer -> answer.status() == 200);
        assertThat(answers.stream().map(Http.Answer::text).distinct()).hasSize(1);
        assertThat(answers.stream()
                        .filter(answer -> answer.header("Idempotency-Replayed").isEmpty()))
                .hasSize(1);
        var batches = client.get("/v1/batches").json().get("data");
        assertThat(batches).hasSize(1);
        PLATFORM.ended(client, batches.get(0).get("id").asString());
    }

    @Test
    void letsExactlyAsManySubmittersInAsTheBalancePaysFor() throws Exception {
        var affordable = 7L;
        var owner = PLATFORM.api().client(affordable * 2 * Platform.ECHO_LOW_NANOS);

        var answers = atOnce(64, () -> owner.post("/v1/batches", Platform.tasks(2)));

        assertThat(answers.stream().filter(answer -> answer.status() == 200)).hasSize((int) affordable);
        assertThat(answers.stream().filter(answer -> answer.status() == 402)).hasSize((int) (64 - affordable));
        answers.stream()
                .filter(answer -> answer.status() == 200)
                .forEach(answer -> PLATFORM.ended(owner, answer.json().get("id").asString()));
        var balance = PLATFORM.balance(owner);
        assertThat(new BigDecimal(balance.get("available").asString())).isZero();
        assertThat(new BigDecimal(balance.get("held").asString())).isZero();
    }

    @Test
    void answersAForeignBatchAsAnUnknownOne() {
        var foreign =
                client.post("/v1/batches", Platform.tasks(1)).json().get("id").asString();
        var stranger = PLATFORM.api().client(PLENTY);
        var unknown = "batch_0123456789abcdef0123456789abcdef";

        var asForeign = stranger.get("/v1/batches/" + foreign);
        var asUnknown = stranger.get("/v1/batches/" + unknown);

        assertThat(asForeign.status()).isEqualTo(404);
        assertThat(asForeign.text()).isEqualTo(asUnknown.text().replace(unknown, foreign));
        assertThat(stranger.post("/v1/batches/" + foreign + "/cancel", "{}").status())
                .isEqualTo(404);
        assertThat(stranger.get("/v1/batches").json().get("data")).isEmpty();
        var file = client.uploadLines(Platform.line("a", "x"));
        var withForeignFile = stranger.post("/v1/batches", fileBody(file, ""));
        assertThat(withForeignFile.status()).isEqualTo(404);
        assertThat(withForeignFile.code()).isEqualTo("file_not_found");
        PLATFORM.ended(client, foreign);
    }

    @Test
    void listsPagesNewestFirst() {
        var owner = PLATFORM.api().client(PLENTY);
        var ids = new ArrayList<String>();
        for (var i = 0; i < 3; i++) {
            ids.add(owner.post("/v1/batches", Platform.tasks(1))
                    .json()
                    .get("id")
                    .asString());
        }

        var page = owner.get("/v1/batches?limit=2").json();
        var rest = owner.get("/v1/batches?limit=2&after=" + page.get("last_id").asString())
                .json();

        assertThat(page.get("data").get(0).get("id").asString()).isEqualTo(ids.get(2));
        assertThat(page.get("has_more").asBoolean()).isTrue();
        assertThat(rest.get("data")).hasSize(1);
        assertThat(rest.get("data").get(0).get("id").asString()).isEqualTo(ids.get(0));
        assertThat(rest.get("has_more").asBoolean()).isFalse();
        assertThat(owner.get("/v1/batches?limit=101").status()).isEqualTo(400);
        ids.forEach(id -> PLATFORM.ended(owner, id));
    }

    private List<String> customIds(String fileId) {
        var mapper = JsonMapper.builder().build();
        return client.get("/v1/files/" + fileId + "/content")
                .text()
                .lines()
                .map(mapper::readTree)
                .map((JsonNode line) -> line.get("custom_id").asString())
                .toList();
    }

    private static String fileBody(String fileId, String more) {
        return "{\"input_file_id\":\"" + fileId + "\",\"endpoint\":\"/v1/embeddings\",\"completion_window\":\"24h\""
                + more + "}";
    }

    private static <T> List<T> atOnce(int count, Callable<T> call) throws InterruptedException, ExecutionException {
        List<T> answers = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> futures = new ArrayList<>();
            for (var i = 0; i < count; i++) {
                futures.add(threads.submit(call));
            }
            for (var future : futures) {
                answers.add(future.get());
            }
        }
        return answers;
    }
}
