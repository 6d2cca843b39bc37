package io.waybill.api.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.api.testing.Http;
import io.waybill.api.testing.Platform;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Items that were computed before, over HTTP, with real workers. */
@Timeout(120)
class ReuseOverHttpTest {

    private static final long PLENTY = 1_000_000_000;

    @RegisterExtension
    static final Platform PLATFORM = new Platform();

    private final Http client = PLATFORM.api().client(PLENTY);

    @Test
    void answersTheSameTasksAgainForNothing() {
        var body = Platform.tasks(12).replace("\"reuse\":false,", "");
        var first = client.post("/v1/batches", body).json().get("id").asString();
        PLATFORM.ended(client, first);
        var said = client.post("/v1/batches/preflight", body).json();

        var second = client.post("/v1/batches", body).json();
        var ended = PLATFORM.ended(client, second.get("id").asString());

        assertThat(said.get("cost").get("low").asString()).isEqualTo("0");
        assertThat(said.get("cost").get("high").asString()).isEqualTo("0.006");
        assertThat(ended.get("completed_tasks").asInt()).isEqualTo(12);
        assertThat(ended.get("cost").get("captured").asString()).isEqualTo("0");
        var before = client.get("/v1/batches/" + first + "/results").json().get("data");
        var after = client.get("/v1/batches/" + second.get("id").asString() + "/results")
                .json()
                .get("data");
        assertThat(after).hasSize(12);
        for (var i = 0; i < 12; i++) {
            var line = after.get(i);
            assertThat(line.get("state").asString()).isEqualTo("reused");
            assertThat(line.get("cost").asString()).isEqualTo("0");
            assertThat(line.get("reused_from").get("batch_id").asString()).isEqualTo(first);
            assertThat(line.get("reused_from").get("index").asInt()).isEqualTo(i);
            assertThat(line.get("response")).isEqualTo(before.get(i).get("response"));
            assertThat(line.get("custom_id").asString()).isEqualTo("t" + i);
            assertThat(line.get("id")).isNotEqualTo(before.get(i).get("id"));
        }
        var output = client.get("/v1/files/" + ended.get("output_file_id").asString() + "/content");
        assertThat(output.text().lines()).hasSize(12);
    }

    @Test
    void runsEqualTasksOnceAndEverythingWhereReuseIsTurnedOff() {
        var tasks = "{%s\"tasks\":["
                + "{\"custom_id\":\"a\",\"model\":\"echo\",\"request_body\":{\"input\":\"the same\"}},"
                + "{\"custom_id\":\"b\",\"model\":\"echo\",\"request_body\":{\"input\":\"the same\",\"user\":\"u\"}}]}";

        var once = PLATFORM.ended(
                client,
                client.post("/v1/batches", tasks.formatted("")).json().get("id").asString());
        var each = PLATFORM.ended(
                client,
                client.post("/v1/batches", tasks.formatted("\"reuse\":false,"))
                        .json()
                        .get("id")
                        .asString());
        var wrong = client.post("/v1/batches", tasks.formatted("\"reuse\":\"yes\","));

        assertThat(once.get("cost").get("captured").asString()).isEqualTo("0.0005");
        assertThat(once.get("completed_tasks").asInt()).isEqualTo(2);
        assertThat(each.get("cost").get("captured").asString()).isEqualTo("0.001");
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.error().get("param").asString()).isEqualTo("reuse");
    }
}
