package io.waybill.api.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.api.testing.Http;
import io.waybill.api.testing.Platform;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What can be done with a batch that has ended, on real parts. */
@Timeout(120)
class EndedBatchesTest {

    private static final long PLENTY = 1_000_000_000;

    @RegisterExtension
    static final Platform PLATFORM = new Platform();

    private final Http client = PLATFORM.api().client(PLENTY);

    @Test
    void runsTheFailedItemsAgainOnceForAnIdempotencyKey() {
        var id = ended("one", "!bad", "three", "!bad");

        var retried = client.post("/v1/batches/" + id + "/retry", "", "Idempotency-Key", "r-1");
        var again = client.post("/v1/batches/" + id + "/retry", "", "Idempotency-Key", "r-1");

        var newId = retried.json().get("id").asString();
        var batch = PLATFORM.ended(client, newId);
        assertThat(retried.status()).isEqualTo(200);
        assertThat(again.bytes()).isEqualTo(retried.bytes());
        assertThat(batch.get("retry_of").asString()).isEqualTo(id);
        assertThat(batch.get("total_tasks").asInt()).isEqualTo(2);
        assertThat(batch.get("failed_tasks").asInt()).isEqualTo(2);
        assertThat(client.get("/v1/files/" + batch.get("error_file_id").asString() + "/content")
                        .text())
                .contains("\"t1\"")
                .contains("\"t3\"");
    }

    @Test
    void refusesToRetryWhatDidNotFailOrHasNotEnded() {
        var good = ended("one");
        var running = client.post("/v1/batches", tasks("!sleep 1500"))
                .json()
                .get("id")
                .asString();

        var nothing = client.post("/v1/batches/" + good + "/retry", "");
        var early = client.post("/v1/batches/" + running + "/retry", "");
        var delete = client.delete("/v1/batches/" + running);

        assertThat(nothing.status()).isEqualTo(409);
        assertThat(nothing.code()).isEqualTo("nothing_to_retry");
        assertThat(early.status()).isEqualTo(409);
        assertThat(early.code()).isEqualTo("batch_state_conflict");
        assertThat(delete.status()).isEqualTo(409);
        PLATFORM.ended(client, running);
    }

    @Test
    void saysThatTheInputWasDeleted() {
        var file = client.uploadLines(Platform.line("a", "!bad"));
        var id = client.post(
                        "/v1/batches",
                        "{\"input_file_id\":\"" + file
                                + "\",\"endpoint\":\"/v1/embeddings\",\"completion_window\":\"24h\"}")
                .json()
                .get("id")
                .asString();
        PLATFORM.ended(client, id);
        client.delete("/v1/files/" + file);

        var retried = client.post("/v1/batches/" + id + "/retry", "");

        assertThat(retried.status()).isEqualTo(409);
        assertThat(retried.code()).isEqualTo("input_gone");
    }

    @Test
    void deletesABatchWithItsResultsAndKeepsWhatItCost() {
        var id = ended("one", "!bad");
        var before = client.get("/v1/batches/" + id).json();
        var output = before.get("output_file_id").asString();

        var deleted = client.delete("/v1/batches/" + id);
        var again = client.delete("/v1/batches/" + id);

        assertThat(deleted.status()).isEqualTo(200);
        assertThat(deleted.json().get("deleted").asBoolean()).isTrue();
        assertThat(again.status()).isEqualTo(404);
        assertThat(client.get("/v1/batches/" + id).status()).isEqualTo(404);
        assertThat(client.get("/v1/batches").json().get("data")).isEmpty();
        assertThat(client.get("/v1/files/" + output).status()).isEqualTo(404);
        assertThat(client.get("/v1/transactions?batch_id=" + id).text()).contains("capture");
        assertThat(PLATFORM.balance(client).get("available").asString()).isEqualTo("0.9995");
    }

    private String ended(String... inputs) {
        var id = client.post("/v1/batches", tasks(inputs)).json().get("id").asString();
        PLATFORM.ended(client, id);
        return id;
    }

    private static String tasks(String... inputs) {
        var tasks = new StringBuilder();
        for (var i = 0; i < inputs.length; i++) {
            tasks.append(i == 0 ? "" : ",")
                    .append("{\"custom_id\":\"t")
                    .append(i)
                    .append("\",\"model\":\"echo\",\"request_body\":{\"input\":\"")
                    .append(inputs[i])
                    .append("\"}}");
        }
        return "{\"reuse\":false,\"tasks\":[" + tasks + "]}";
    }
}
