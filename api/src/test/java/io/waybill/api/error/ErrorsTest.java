package io.waybill.api.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.api.caller.Scopes;
import io.waybill.api.testing.ApiServer;
import io.waybill.api.testing.Http;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is refused before a controller does anything, and how it is said. */
class ErrorsTest {

    @RegisterExtension
    static final ApiServer API = new ApiServer();

    private final Http client = API.client(0);

    @Test
    void asksForACredential() {
        var answer = API.anybody().get("/v1/files");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.code()).isEqualTo("missing_credentials");
        assertThat(answer.error().get("type").asString()).isEqualTo("authentication_error");
        assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
    }

    @Test
    void refusesAWrongKey() {
        var key = String.valueOf(client.key());
        var wrongSum = new Http(API.url(), client.accountId(), key.substring(0, key.length() - 1) + "!");
        var noKey = new Http(API.url(), client.accountId(), "sk-something");

        assertThat(wrongSum.get("/v1/files").code()).isEqualTo("invalid_credentials");
        assertThat(noKey.get("/v1/files").status()).isEqualTo(401);
        assertThat(API.anybody().get("/v1/files", "Authorization", "Basic eDp5").status())
                .isEqualTo(401);
    }

    @Test
    void takesTheKeyFromEitherHeaderButNotFromBoth() {
        var key = String.valueOf(client.key());

        assertThat(API.anybody().get("/v1/files", "X-Api-Key", key).status()).isEqualTo(200);
        assertThat(API.anybody()
                        .get("/v1/files", "authorization", "bearer " + key)
                        .status())
                .isEqualTo(200);
        var both = client.get("/v1/files", "X-Api-Key", key);
        assertThat(both.status()).isEqualTo(400);
        assertThat(both.code()).isEqualTo("conflicting_credentials");
    }

    @Test
    void refusesAKeyWithoutTheScope() {
        var reader = API.client(client.accountId(), Set.of(Scopes.FILES_READ));

        var upload = reader.upload("purpose", "batch", "file/a", "1\n");
        var admin = client.post("/v1/admin/accounts", "{\"name\":\"x\"}");

        assertThat(reader.get("/v1/files").status()).isEqualTo(200);
        assertThat(upload.status()).isEqualTo(403);
        assertThat(upload.error().get("required_scope").asString()).isEqualTo("files:write");
        assertThat(admin.status()).isEqualTo(403);
        assertThat(API.operator().get("/v1/files").status()).isEqualTo(403);
    }

    @Test
    void answersUnknownRoutesMethodsAndMediaTypes() {
        var route = client.get("/v1/nothing");
        var method =
                client.send("PUT", "/v1/batches", BodyPublishers.ofString("{}"), "Content-Type", "application/json");
        var mediaType = client.send("POST", "/v1/batches", BodyPublishers.ofString("<a/>"), "Content-Type", "text/xml");

        assertThat(route.status()).isEqualTo(404);
        assertThat(route.code()).isEqualTo("route_not_found");
        assertThat(method.status()).isEqualTo(405);
        assertThat(method.header("Allow")).contains("GET").contains("POST");
        assertThat(mediaType.status()).isEqualTo(415);
        assertThat(mediaType.error().get("message").asString()).contains("application/json");
    }

    @Test
    void saysWhereJsonIsBroken() {
        var broken = client.post("/v1/batches", "{\n  \"tasks\": [}\n");
        var empty = client.post("/v1/batches", "");
        var list = client.post("/v1/batches", "[]");
        var twice = client.post("/v1/batches", "{\"name\":\"a\",\"name\":\"b\"}");
        var latin = client.post("/v1/batches", "{\"name\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1));
        var deep = client.post("/v1/batches", "{\"metadata\":" + "[".repeat(100) + "]".repeat(100) + "}");

        assertThat(broken.status()).isEqualTo(400);
        assertThat(broken.code()).isEqualTo("malformed_json");
        assertThat(broken.error().get("line").asInt()).isEqualTo(2);
        assertThat(empty.code()).isEqualTo("malformed_json");
        assertThat(list.code()).isEqualTo("invalid_request");
        assertThat(twice.code()).isEqualTo("malformed_json");
        assertThat(latin.code()).isEqualTo("malformed_json");
        assertThat(deep.status()).isEqualTo(400);
    }

    @Test
    void refusesABodyOverTheLimit() {
        var body = "{\"name\":\"" + "x".repeat(2 << 20) + "\"}";

        var declared = client.post("/v1/batches", body);
        var streamed = client.send(
                "POST",
                "/v1/batches",
                BodyPublishers.ofInputStream(
                        () -> new java.io.ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8))),
                "Content-Type",
                "application/json");

        assertThat(declared.status()).isEqualTo(413);
        assertThat(declared.error().get("limit_bytes").asInt()).isEqualTo(2 << 20);
        assertThat(streamed.status()).isEqualTo(413);
    }

    @Test
    void rendersProblemDetailsOutsideOfV1() {
        var answer = API.anybody().get("/nothing");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.json().get("type").asString()).isEqualTo("urn:waybill:error:route_not_found");
        assertThat(answer.json().get("status").asInt()).isEqualTo(404);
        assertThat(answer.json().get("request_id").asString()).isEqualTo(answer.header("X-Request-Id"));
    }

    @Test
    void namesEveryRequest() {
        assertThat(client.get("/v1/files").header("X-Request-Id")).startsWith("req_");
        assertThat(client.get("/v1/nothing").header("X-Request-Id")).startsWith("req_");
        assertThat(API.anybody().get("/livez").header("X-Request-Id")).startsWith("req_");
    }

    @Test
    void neverAnswersXml() {
        var files = client.get("/v1/files", "Accept", "application/xml");
        var error = client.get("/v1/nothing", "Accept", "text/html,application/xml");

        assertThat(files.status()).isEqualTo(200);
        assertThat(files.header("Content-Type")).isEqualTo("application/json");
        assertThat(error.header("Content-Type")).isEqualTo("application/json");
    }

    @Test
    void showsNothingOfTheServerToBrokenRequests() throws IOException {
        var answer = raw("GET /v1/files?a=%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        var target = raw("GET /v1/<files> HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        var traversal = raw("GET /v1/%2e%2e/x%00 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        for (var text : new String[] {answer, target, traversal}) {
            assertThat(text).startsWith("HTTP/1.1 4");
            assertThat(text.toLowerCase(java.util.Locale.ROOT)).doesNotContain("<html", "tomcat", "exception");
        }
    }

    @Test
    void documentsEveryError() throws IOException {
        var documented = Files.readString(Path.of("../docs/api.md"));

        for (var error : ApiError.values()) {
            assertThat(documented).contains("| " + error.status() + " | `" + error.code() + "` |");
        }
    }

    private static String raw(String request) throws IOException {
        var url = API.url();
        try (var socket = new Socket(url.getHost(), url.getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
