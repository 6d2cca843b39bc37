package io.waybill.api.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.api.batch.CreateBatch.Source;
import io.waybill.api.error.ApiFailure;
import io.waybill.workflows.batch.Lane;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The body of a new batch, accepted and refused. */
class CreateBatchReaderTest {

    private static final String TASK = "{\"custom_id\":\"a\",\"model\":\"m\",\"request_body\":{\"input\":\"x\"}}";
    private static final String FILE = "\"input_file_id\":\"file-1\",\"endpoint\":\"/v1/embeddings\"";

    @Test
    void readsWhatOpenAisClientsSend() {
        var batch = read("{" + FILE + ",\"completion_window\":\"24h\",\"metadata\":{\"a\":\"b\"},"
                + "\"output_expires_after\":{\"anchor\":\"created_at\",\"seconds\":3600}}");

        assertThat(batch.source()).isEqualTo(new Source.InputFile("file-1", "/v1/embeddings"));
        assertThat(batch.completionWindow()).isEqualTo(Duration.ofHours(24));
        assertThat(batch.lane()).isEqualTo(Lane.low);
        assertThat(batch.quarantine()).isFalse();
        assertThat(batch.metadata()).containsEntry("a", "b");
        assertThat(batch.outputExpiresAfter()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void takesNullForLeftOut() {
        var batch = read("{" + FILE + ",\"metadata\":null,\"priority\":null,\"tasks\":null,\"name\":null}");

        assertThat(batch.metadata()).isEmpty();
        assertThat(batch.name()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"1h,1", "168h,168", "1d,24", "7d,168"})
    void readsWindows(String text, long hours) {
        assertThat(read("{" + FILE + ",\"completion_window\":\"" + text + "\"}").completionWindow())
                .isEqualTo(Duration.ofHours(hours));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{};input_file_id",
                "{\"input_file_id\":\"f\"};endpoint",
                "{\"input_file_id\":7,\"endpoint\":\"/v1/embeddings\"};input_file_id",
                "{\"input_file_id\":\"f\",\"endpoint\":\"/v1/chats\"};endpoint",
                "{FILE,\"completion_window\":\"0h\"};completion_window",
                "{FILE,\"completion_window\":\"169h\"};completion_window",
                "{FILE,\"completion_window\":\"8d\"};completion_window",
                "{FILE,\"completion_window\":\"24\"};completion_window",
                "{FILE,\"priority\":\"interactive\"};priority",
                "{FILE,\"on_invalid\":\"ignore\"};on_invalid",
                "{FILE,\"metadata\":[]};metadata",
                "{FILE,\"metadata\":{\"a\":1}};metadata.a",
                "{FILE,\"name\":\"\"};name",
                "{FILE,\"max_price\":\"1\"};max_price",
                "{FILE,\"output_expires_after\":{\"days\":1}};output_expires_after.days",
                "{FILE,\"output_expires_after\":1};output_expires_after",
                "{FILE,\"output_expires_after\":{}};output_expires_after.anchor",
                "{FILE,\"output_expires_after\":{\"anchor\":\"created_at\"}};output_expires_after.seconds",
                "{FILE,\"output_expires_after\":{\"anchor\":\"now\",\"seconds\":3600}};output_expires_after.anchor",
                "{FILE,\"output_expires_after\":{\"seconds\":3599}};output_expires_after.seconds",
                "{FILE,\"output_expires_after\":{\"seconds\":2592001}};output_expires_after.seconds",
                "{FILE,\"output_expires_after\":{\"seconds\":99999999999}};output_expires_after.seconds",
                "{FILE,\"output_expires_after\":{\"seconds\":\"3600\"}};output_expires_after.seconds",
                "{FILE,\"tasks\":[TASK]};tasks",
                "{\"tasks\":{}};tasks",
                "{\"tasks\":[]};tasks",
                "{\"tasks\":[TASK],\"endpoint\":\"/v1/embeddings\"};endpoint",
                "{\"tasks\":[TASK,7]};tasks[1]",
                "{\"tasks\":[TASK,{\"model\":\"m\",\"request_body\":{}}]};tasks[1].custom_id",
                "{\"tasks\":[{\"custom_id\":1}]};tasks[0].custom_id",
                "{\"tasks\":[{\"custom_id\":\"a\",\"model\":\"m\"}]};tasks[0].request_body",
                "{\"tasks\":[{\"custom_id\":\"a\",\"request_body\":{}}]};tasks[0].model",
                "{\"tasks\":[{\"custom_id\":\"a\",\"request_body\":[]}]};tasks[0].request_body",
                "{\"tasks\":[{\"custom_id\":\"a\",\"model\":\"m\",\"request_body\":{\"model\":\"n\"}}]};tasks[0].model",
                "{\"tasks\":[{\"custom_id\":\"a\",\"endpoint\":\"/v1/x\"}]};tasks[0].endpoint",
                "{\"tasks\":[{\"custom_id\":\"a\",\"url\":\"/v1/x\"}]};tasks[0].url"
            })
    void refusesAndNamesTheField(String body, String param) {
        var json = body.replace("FILE", FILE).replace("TASK", TASK);

        assertThatThrownBy(() -> read(json)).isInstanceOfSatisfying(ApiFailure.class, failure -> {
            assertThat(failure.error().status()).isEqualTo(400);
            assertThat(failure.param()).isEqualTo(param);
        });
    }

    @Test
    void boundsMetadata() {
        var keys = new StringBuilder();
        for (var i = 0; i < 17; i++) {
            keys.append(i == 0 ? "" : ",").append("\"k").append(i).append("\":\"v\"");
        }

        assertThatThrownBy(() -> read("{" + FILE + ",\"metadata\":{" + keys + "}}"))
                .hasMessageContaining("17")
                .hasMessageContaining("16");
        assertThatThrownBy(() -> read("{" + FILE + ",\"metadata\":{\"" + "k".repeat(65) + "\":\"v\"}}"))
                .hasMessageContaining("64");
        assertThatThrownBy(() -> read("{" + FILE + ",\"metadata\":{\"k\":\"" + "v".repeat(513) + "\"}}"))
                .hasMessageContaining("512");
    }

    @Test
    void keepsTheBytesOfATask() {
        var batch = read("""
                {"tasks": [
                  {"custom_id": "a\\"b", "request_body": {"model": "m",
                "input": "line\\nend \\u00e9 ü"}},
                  {"request_body": {}, "custom_id": "c", "model": "m", "endpoint": "/v1/embeddings"},
                  {"request_body": {"input":1e2}, "custom_id": "d", "model": "m\\"n"}
                ]}
                """);

        assertThat(lines(batch))
                .isEqualTo(
                        "{\"custom_id\":\"a\\\"b\",\"method\":\"POST\",\"url\":\"/v1/embeddings\",\"body\":{\"model\": \"m\", "
                                + "\"input\": \"line\\nend \\u00e9 ü\"}}\n"
                                + "{\"custom_id\":\"c\",\"method\":\"POST\",\"url\":\"/v1/embeddings\",\"body\":{\"model\":\"m\"}}\n"
                                + "{\"custom_id\":\"d\",\"method\":\"POST\",\"url\":\"/v1/embeddings\",\"body\":{\"model\":\"m\\\"n\","
                                + "\"input\":1e2}}\n");
    }

    private static String lines(CreateBatch batch) {
        return new String(((Source.Tasks) batch.source()).lines(), StandardCharsets.UTF_8);
    }

    private static CreateBatch read(String json) {
        return CreateBatchReader.read(json.getBytes(StandardCharsets.UTF_8));
    }
}
