package io.waybill.gpu.port;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.gpu.model.InferenceDevice;
import io.waybill.gpu.model.ServedModels;
import io.waybill.models.catalog.CatalogSettings;
import io.waybill.models.catalog.ModelCatalog;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InferencePortTest {

    private static final String TOKEN = "the-token-of-the-port";

    private final AtomicBoolean ready = new AtomicBoolean();
    private final HttpClient http = HttpClient.newHttpClient();
    private ServedModels models;
    private InferencePort port;
    private String digest;

    @BeforeEach
    void open(@TempDir Path directory) throws Exception {
        ModelCatalog catalog = ModelCatalog.load(new CatalogSettings(directory, List.of(), true));
        digest = catalog.find("echo").orElseThrow().digest();
        models = new ServedModels(catalog, InferenceDevice.cpu, 1);
        port = InferencePort.open("127.0.0.1", 0, TOKEN, models, ready::get);
    }

    @AfterEach
    void close() {
        port.close();
        models.close();
        http.close();
    }

    @Test
    void answersFloatsInLittleEndianWithTheirTokens() throws Exception {
        HttpResponse<byte[]> response =
                post(TOKEN, "{\"model\":\"echo\",\"digest\":\"" + digest + "\",\"inputs\":[\"one two\",\"é\"]}");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/octet-stream");
        assertThat(response.headers().firstValue("X-Waybill-Tokens")).hasValue("3");
        float[] floats = new float[16];
        assertThat(response.body()).hasSize(floats.length * Float.BYTES);
        ByteBuffer.wrap(response.body())
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(floats);
        double norm = 0;
        for (int d = 0; d < 8; d++) {
            norm += (double) floats[d] * floats[d];
        }
        assertThat(norm).isBetween(0.999, 1.001);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]|400|invalid_request|no JSON object",
                "{\"model\":|400|invalid_request|not JSON",
                "{\"inputs\":[\"a\"]}|400|invalid_request|model is missing",
                "{\"model\":\"echo\"}|400|invalid_request|inputs is missing",
                "{\"model\":\"echo\",\"inputs\":[1]}|400|invalid_request|inputs[0] is no string",
                "{\"model\":\"echo\",\"input\":\"a\"}|400|invalid_request|unknown field",
                "{\"model\":\"other\",\"inputs\":[\"a\"]}|404|model_not_available|no model other",
                "{\"model\":\"all-minilm-l6-v2\",\"inputs\":[\"a\"]}|404|model_not_available|./waybill models install",
                "{\"model\":\"echo\",\"digest\":\"ab\",\"inputs\":[\"a\"]}|409|other_model_version|wanted is ab",
                "{\"model\":\"echo\",\"inputs\":[\"!bad\"]}|500|engine_error|commands to fail",
                "{\"model\":\"echo\",\"inputs\":[\"!transient 9\"]}|503|engine_error|commands to fail"
            })
    void saysWhatIsWrongWithACall(String body, int status, String code, String message) throws Exception {
        HttpResponse<byte[]> response = post(TOKEN, body);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Retry-After").isPresent()).isEqualTo(status == 503);
        assertThat(text(response)).contains("\"code\":\"" + code + "\"").contains(message);
    }

    @Test
    void namesTheTextThatIsTooLong() throws Exception {
        HttpResponse<byte[]> response =
                post(TOKEN, "{\"model\":\"echo\",\"inputs\":[\"a\",\"" + "w ".repeat(8193) + "\"]}");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(text(response))
                .contains("context_length_exceeded")
                .contains("inputs[1] has 8193 tokens, allowed are at most 8192");
    }

    @ParameterizedTest
    @CsvSource({"the-token-of-the-porT", "''", "the-token"})
    void refusesACallerWithoutTheToken(String token) throws Exception {
        HttpResponse<byte[]> response = post(token, "{\"model\":\"echo\",\"inputs\":[\"a\"]}");

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(text(response)).doesNotContain(TOKEN);
    }

    @Test
    void isReadyWhenTheWorkerIs() throws Exception {
        int before = get("/internal/readyz");

        ready.set(true);
        int after = get("/internal/readyz");

        assertThat(before).isEqualTo(503);
        assertThat(after).isEqualTo(200);
        assertThat(get("/internal/livez")).isEqualTo(200);
        assertThat(get("/other")).isEqualTo(404);
        assertThat(get("/internal/v1/embeddings")).isEqualTo(401);
    }

    @Test
    void refusesABodyThatIsTooLarge() throws Exception {
        String body = "{\"model\":\"echo\",\"inputs\":[\"" + "x".repeat(4 * 1024 * 1024) + "\"]}";

        HttpResponse<byte[]> response = post(TOKEN, body);

        assertThat(response.statusCode()).isEqualTo(413);
    }

    private HttpResponse<byte[]> post(String token, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri("/internal/v1/embeddings"))
                .header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    private int get(String path) throws Exception {
        return http.send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port.port() + path);
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }
}
