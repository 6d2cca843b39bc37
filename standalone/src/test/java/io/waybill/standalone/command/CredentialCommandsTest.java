package io.waybill.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.waybill.standalone.data.Connection;
import io.waybill.standalone.data.DataDirectory;
import io.waybill.standalone.data.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What the commands for keys, clients, certificates and anchors ask of the API, over real HTTP. */
class CredentialCommandsTest {

    private static final String PEM = "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n";

    @TempDir
    private Path directory = Path.of("");

    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final HttpServer server = server();
    private int status = 200;

    @BeforeEach
    void start() throws IOException {
        server.createContext("/", this::answer);
        server.start();
        var url = "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
        new Connection(url, "key", "", "", "", "", "", "", "", "", "", "", "", "", "", Map.of(), Map.of())
                .write(new DataDirectory(directory));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void createsAKeyOnTerms() {
        var exit = run("keys create --name nightly --scope batch:read,batch:write --network 192.0.2.0/24 --rpm 120"
                + " --monthly-budget 5000.00 --expires 2027-01-01T00:00:00Z");

        assertThat(exit).isZero();
        assertThat(calls).hasSize(1);
        assertThat(calls.getFirst().line()).isEqualTo("POST /v1/keys");
        assertThat(calls.getFirst().once()).isNotEmpty();
        assertThat(calls.getFirst().body()).isEqualTo(Json.MAPPER.readTree("""
                {"name": "nightly", "scopes": ["batch:read", "batch:write"], "allowed_networks": ["192.0.2.0/24"],
                 "rate_limit_rpm": 120, "monthly_budget": "5000.00", "expires_at": "2027-01-01T00:00:00Z"}
                """));
    }

    @Test
    void createsAClientWithItsCertificates() throws IOException {
        var file = Files.writeString(directory.resolve("client.pem"), PEM);

        var exit = run("clients create --name bank --method self_signed_tls_client_auth --certificate " + file);

        assertThat(exit).isZero();
        assertThat(calls.getFirst().line()).isEqualTo("POST /v1/oauth/clients");
        assertThat(calls.getFirst().body().get("certificates").get(0).asString())
                .isEqualTo(PEM);
    }

    @ParameterizedTest
    @CsvSource({
        "--subject-dn CN=ingest, tls_client_auth_subject_dn, CN=ingest",
        "--san-dns a.example.org, tls_client_auth_san_dns, a.example.org",
        "--san-uri spiffe://a/b, tls_client_auth_san_uri, spiffe://a/b",
        "--san-ip 192.0.2.7, tls_client_auth_san_ip, 192.0.2.7",
        "--san-email a@example.org, tls_client_auth_san_email, a@example.org"
    })
    void createsAClientByTheNameInItsCertificates(String option, String field, String value) {
        assertThat(run("clients create --name bank --method tls_client_auth " + option))
                .isZero();

        assertThat(calls.getFirst().body().get(field).asString()).isEqualTo(value);
    }

    @Test
    void createsAClientWithItsKeys() throws IOException {
        var keys = Files.writeString(directory.resolve("keys.json"), "{\"keys\":[{\"kty\":\"RSA\"}]}");
        var broken = Files.writeString(directory.resolve("broken.json"), "no JSON");

        assertThat(run("clients create --name ingest --method private_key_jwt --jwks " + keys))
                .isZero();
        assertThat(run("clients create --name ingest --method private_key_jwt --jwks " + broken))
                .isEqualTo(1);

        assertThat(calls).hasSize(1);
        assertThat(calls.getFirst()
                        .body()
                        .get("jwks")
                        .get("keys")
                        .get(0)
                        .get("kty")
                        .asString())
                .isEqualTo("RSA");
    }

    @ParameterizedTest
    @CsvSource({
        "keys list, GET /v1/keys",
        "keys rotate 0123456789 --grace-days 0, POST /v1/keys/0123456789/rotate",
        "keys delete 0123456789, DELETE /v1/keys/0123456789",
        "clients list, GET /v1/oauth/clients",
        "clients rotate wbc_a, POST /v1/oauth/clients/wbc_a/rotate",
        "clients delete wbc_a, DELETE /v1/oauth/clients/wbc_a",
        "clients certificates add wbc_a FILE, POST /v1/oauth/clients/wbc_a/certificates",
        "clients certificates list wbc_a, GET /v1/oauth/clients/wbc_a/certificates",
        "clients certificates delete wbc_a 5f0c, DELETE /v1/oauth/clients/wbc_a/certificates/5f0c",
        "clients anchors add FILE --name ours, POST /v1/oauth/trust-anchors",
        "clients anchors list, GET /v1/oauth/trust-anchors",
        "clients anchors delete 0e6c0f0e, DELETE /v1/oauth/trust-anchors/0e6c0f0e"
    })
    void callsItsRoute(String command, String line) throws IOException {
        var file = Files.writeString(directory.resolve("some.pem"), PEM);

        assertThat(run(command.replace("FILE", file.toString()))).isZero();

        assertThat(calls).extracting(Call::line).containsExactly(line);
        if (command.contains("FILE")) {
            assertThat(calls.getFirst().body().get("certificate").asString()).isEqualTo(PEM);
        }
    }

    @Test
    void endsWithOneWhereTheApiRefuses() {
        status = 403;

        assertThat(run("keys create")).isEqualTo(1);
    }

    @Test
    void asksNothingWhereItIsUsedWrongly() {
        assertThat(run("clients create")).isEqualTo(2);
        assertThat(run("keys")).isEqualTo(2);
        assertThat(run("keys delete ../admin")).isEqualTo(1);
        assertThat(calls).isEmpty();
    }

    private int run(String command) {
        var words = Stream.concat(Arrays.stream(command.split(" ", -1)), Stream.of("--data", directory.toString()));
        return Commands.line().execute(words.toArray(String[]::new));
    }

    private void answer(HttpExchange exchange) throws IOException {
        var body = exchange.getRequestBody().readAllBytes();
        var once = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        calls.add(new Call(
                exchange.getRequestMethod() + " " + exchange.getRequestURI(),
                once == null ? "" : once,
                body.length == 0 ? Json.MAPPER.createObjectNode() : Json.MAPPER.readTree(body)));
        if (exchange.getRequestMethod().equals("DELETE")) {
            exchange.sendResponseHeaders(204, -1);
        } else {
            var answer = "{\"error\":{\"message\":\"no\"}}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, answer.length);
            exchange.getResponseBody().write(answer);
        }
        exchange.close();
    }

    private static HttpServer server() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A call; the key of what happens once is empty where there is none. */
    private record Call(String line, String once, JsonNode body) {}
}
