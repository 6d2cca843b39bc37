package io.waybill.api.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.Headers;
import com.openai.models.webhooks.UnwrapWebhookEvent;
import com.openai.models.webhooks.WebhookVerificationParams;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.waybill.api.testing.Http;
import io.waybill.api.testing.Platform;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Webhooks over HTTP, to a receiver of this machine. */
class WebhooksTest {

    private static final long PLENTY = 1_000_000_000L;

    @RegisterExtension
    static final Platform PLATFORM = new Platform();

    private final Http client = PLATFORM.api().client(PLENTY);
    private final List<Sent> received = new CopyOnWriteArrayList<>();
    private HttpServer receiver;

    @BeforeEach
    void listen() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress("127.0.0.2", 0), 0);
        receiver.createContext("/", this::receive);
        receiver.start();
    }

    @AfterEach
    void close() {
        receiver.stop(0);
    }

    @Test
    void tellsTheEndOfABatchToOpenAisClient() {
        var made = client.post("/v1/webhooks", "{\"url\":\"" + url() + "\"}").json();
        var batch =
                client.post("/v1/batches", Platform.tasks(2)).json().get("id").asString();

        var sent = await(1).getFirst();

        var event = openAi(made.get("secret").asString(), sent);
        assertThat(event.batchCompleted().orElseThrow().data().id()).isEqualTo(batch);
        assertThat(client.get("/v1/batches/" + batch).json().get("status").asString())
                .isEqualTo("completed");
    }

    @Test
    void tellsTheEndOfABatchToItsOwnUrl() {
        var secret = client.post("/v1/webhooks/secret/rotate", "{}")
                .json()
                .get("secret")
                .asString();
        var body = Platform.tasks(1).replaceFirst("\\{", "{\"webhook_url\":\"" + url() + "\",");

        var batch = client.post("/v1/batches", body).json();
        client.post("/v1/batches", Platform.tasks(1));

        var sent = await(1).getFirst();
        assertThat(batch.get("webhook_url").asString()).isEqualTo(url());
        assertThat(openAi(secret, sent).batchCompleted().orElseThrow().data().id())
                .isEqualTo(batch.get("id").asString());
        assertThat(client.get("/v1/webhooks").json().get("data")).isEmpty();
        assertThat(client.get("/v1/webhooks?of_batches=true").json().get("data"))
                .hasSize(1);
    }

    @Test
    void showsADeliveryAndSendsItAgain() {
        var id = client.post("/v1/webhooks", "{\"url\":\"" + url() + "\"}")
                .json()
                .get("id")
                .asString();
        var event = client.post("/v1/webhooks/" + id + "/test", "{}")
                .json()
                .get("event_id")
                .asString();
        await(1);
        var path = "/v1/webhooks/" + id + "/deliveries/" + event;
        Awaitility.await().until(() -> state(path).equals("delivered"));

        client.post(path + "/redeliver", "{}");

        var sent = await(2);
        assertThat(sent.get(1).header("webhook-id"))
                .isEqualTo(event)
                .isEqualTo(sent.get(0).header("webhook-id"));
        Awaitility.await().until(() -> state(path).equals("delivered"));
        var shown = client.get(path).json();
        assertThat(shown.get("attempt_log")).hasSize(2);
        assertThat(shown.get("attempt_log").get(0).get("status").asInt()).isEqualTo(200);
        assertThat(shown.get("body").asString()).isEqualTo(sent.get(0).body());
        assertThat(client.get("/v1/webhooks/" + id + "/deliveries?state=dead")
                        .json()
                        .get("data"))
                .isEmpty();
    }

    @Test
    void replaysABatch() {
        var batch =
                client.post("/v1/batches", Platform.tasks(1)).json().get("id").asString();
        PLATFORM.ended(client, batch);
        var id = client.post("/v1/webhooks", "{\"url\":\"" + url() + "\"}")
                .json()
                .get("id")
                .asString();

        var replayed = client.post("/v1/webhooks/" + id + "/replay", "{\"batch_id\":\"" + batch + "\"}");

        assertThat(replayed.json().get("redelivered").asInt()).isEqualTo(1);
        assertThat(await(1).getFirst().body()).contains(batch);
    }

    @Test
    void changesAndDeletesAWebhook() {
        var id = client.post("/v1/webhooks", "{\"url\":\"" + url() + "\"}")
                .json()
                .get("id")
                .asString();
        var path = "/v1/webhooks/" + id;

        var changed = client.send(
                        "PATCH",
                        path,
                        BodyPublishers.ofString("{\"enabled\":false,\"events\":[\"batch.failed\"]}"),
                        "Content-Type",
                        "application/json")
                .json();

        assertThat(changed.get("enabled").asBoolean()).isFalse();
        assertThat(changed.get("url").asString()).isEqualTo(url());
        assertThat(changed.get("events").get(0).asString()).isEqualTo("batch.failed");
        assertThat(changed.has("secret")).isFalse();
        assertThat(client.delete(path).status()).isEqualTo(204);
        assertThat(client.get(path).code()).isEqualTo("webhook_not_found");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://example.com/ | http on port 80",
                "https://127.0.0.1/ | does not resolve",
                "https://10.1.2.3/ | does not resolve",
                "https://[::1]/ | does not resolve",
                "https://unknown.invalid/ | does not resolve",
                "https://user:secret@example.com/ | user name",
                "https://1.1.1.1:22/ | port 22",
                "ftp://example.com/ | https://",
                "https://2130706433/ | four decimal",
                "not a url | characters"
            })
    void saysWhatIsWrongWithAUrlBeforeAnythingIsStored(String url, String part) {
        var endpoint = client.post("/v1/webhooks", "{\"url\":\"" + url + "\"}");
        var batch =
                client.post("/v1/batches", Platform.tasks(1).replaceFirst("\\{", "{\"webhook_url\":\"" + url + "\","));

        for (var refused : List.of(endpoint, batch)) {
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.error().get("message").asString()).contains(part).doesNotContain("secret");
        }
        assertThat(endpoint.error().get("param").asString()).isEqualTo("url");
        assertThat(batch.error().get("param").asString()).isEqualTo("webhook_url");
        assertThat(client.get("/v1/batches").json().get("data")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"whsec_c2hvcnQ=", "whsec_%%%", "short"})
    void refusesASecretThatIsTooShortOrNone(String secret) {
        var refused = client.post("/v1/webhooks", "{\"url\":\"" + url() + "\",\"secret\":\"" + secret + "\"}");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.error().get("param").asString()).isEqualTo("secret");
        assertThat(refused.text()).contains("whsec_").doesNotContain("c2hvcnQ=");
    }

    @Test
    void refusesUnknownEvents() {
        var refused = client.post("/v1/webhooks", "{\"url\":\"" + url() + "\",\"events\":[\"batch.done\"]}");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.error().get("message").asString()).contains("batch.done", "batch.completed");
    }

    @Test
    void publishesItsKeysToEverybody() {
        var keys =
                client.with(null).get("/.well-known/webhooks/jwks.json").json().get("keys");

        assertThat(keys.get(0).get("crv").asString()).isEqualTo("Ed25519");
        assertThat(keys.get(0).get("whpk").asString()).startsWith("whpk_");
        assertThat(keys.get(0).has("d")).isFalse();
    }

    private static UnwrapWebhookEvent openAi(String secret, Sent sent) {
        var openAi = OpenAIOkHttpClient.builder()
                .apiKey("none")
                .webhookSecret(secret)
                .build();
        try {
            var headers = Headers.builder();
            sent.headers().forEach(headers::put);
            return openAi.webhooks()
                    .unwrap(WebhookVerificationParams.builder()
                            .payload(sent.body())
                            .headers(headers.build())
                            .build());
        } finally {
            openAi.close();
        }
    }

    private String url() {
        return "http://127.0.0.2:" + receiver.getAddress().getPort() + "/hook";
    }

    private String state(String path) {
        JsonNode delivery = client.get(path).json();
        return delivery.get("state").asString();
    }

    private List<Sent> await(int count) {
        Awaitility.await().until(() -> received.size() >= count);
        return received;
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            var headers = exchange.getRequestHeaders().entrySet().stream()
                    .collect(Collectors.toMap(
                            it -> it.getKey().toLowerCase(Locale.ROOT),
                            it -> it.getValue().getFirst()));
            received.add(new Sent(headers, body));
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private record Sent(Map<String, String> headers, String body) {

        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }
}
