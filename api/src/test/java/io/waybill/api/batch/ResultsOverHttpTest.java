package io.waybill.api.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.api.request.StreamPlaces;
import io.waybill.api.testing.Http;
import io.waybill.api.testing.Platform;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Results over HTTP: pages, lines, and lines that wait for more. */
@Timeout(120)
class ResultsOverHttpTest {

    private static final long PLENTY = 1_000_000_000;
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    @RegisterExtension
    static final Platform PLATFORM = new Platform();

    static {
        PLATFORM.api().with("waybill.streams.heartbeat", "100ms").with("waybill.streams.account", "2");
        PLATFORM.api().with("server.tomcat.connection-timeout", "2s");
    }

    private final Http client = PLATFORM.api().client(PLENTY);

    @Test
    void pagesThroughTheResultsInEitherOrder() {
        var batch = submit(7);
        PLATFORM.ended(client, batch);

        for (var order : List.of("input", "completion")) {
            List<String> ids = new ArrayList<>();
            var path = "/v1/batches/" + batch + "/results?limit=3&order=" + order;
            var page = client.get(path).json();
            while (true) {
                page.get("data").forEach(line -> ids.add(line.get("custom_id").asString()));
                if (!page.get("has_more").asBoolean()) {
                    break;
                }
                page = client.get(path + "&after=" + page.get("last_id").asString())
                        .json();
            }

            assertThat(ids)
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, 7).mapToObj(i -> "t" + i).toList());
            assertThat(page.get("complete").asBoolean()).isTrue();
        }
    }

    @Test
    void showsOfEachLineWhatTheFilesSayAndItsPrice() {
        var lines = Platform.line("a", "one") + Platform.line("b", "!bad") + Platform.line("c", "three");
        var file = client.uploadLines(lines);
        var batch = client.post(
                        "/v1/batches",
                        "{\"input_file_id\":\"" + file
                                + "\",\"endpoint\":\"/v1/embeddings\",\"completion_window\":\"24h\"}")
                .json()
                .get("id")
                .asString();
        var ended = PLATFORM.ended(client, batch);

        var data = client.get("/v1/batches/" + batch + "/results").json().get("data");

        assertThat(data).hasSize(3);
        assertThat(data.get(0).get("state").asString()).isEqualTo("succeeded");
        assertThat(data.get(0).get("cost").asString()).isEqualTo("0.0005");
        assertThat(data.get(0).get("response").get("status_code").asInt()).isEqualTo(200);
        assertThat(data.get(1).get("state").asString()).isEqualTo("failed");
        assertThat(data.get(1).get("cost").asString()).isEqualTo("0");
        assertThat(data.get(1).get("error").get("code").asString()).isNotEmpty();
        assertThat(data.get(2).get("index").asInt()).isEqualTo(2);
        var output = client.get("/v1/files/" + ended.get("output_file_id").asString() + "/content")
                .text()
                .lines()
                .toList();
        var first = MAPPER.readTree(output.getFirst());
        assertThat(data.get(0).get("response")).isEqualTo(first.get("response"));
        assertThat(data.get(0).get("id")).isEqualTo(first.get("id"));
    }

    @Test
    void followsABatchToItsEndAcrossReconnects() throws IOException, InterruptedException {
        var batch = submit(300);
        List<JsonNode> lines = new ArrayList<>();
        var cuts = 0;

        var after = "";
        while (lines.size() < 300) {
            try (var reader = open("/v1/batches/" + batch + "/results?follow=true&order=completion" + after)) {
                String line = reader.readLine();
                for (var taken = 0; line != null && taken < 90; taken++) {
                    if (!line.isEmpty()) {
                        lines.add(MAPPER.readTree(line));
                        after = "&after=" + lines.getLast().get("cursor").asString();
                    }
                    line = reader.readLine();
                }
                cuts++;
            }
        }

        assertThat(cuts).isGreaterThan(2);
        Set<Integer> seen = new HashSet<>();
        lines.forEach(line -> assertThat(seen.add(line.get("index").asInt())).isTrue());
        assertThat(seen).hasSize(300);
        try (var reader = open("/v1/batches/" + batch + "/results?follow=true&order=completion" + after)) {
            assertThat(reader.lines().filter(line -> !line.isEmpty())).isEmpty();
        }
    }

    @Test
    void followingABatchThatHasEndedGivesEverythingAndEnds() throws IOException, InterruptedException {
        var batch = submit(5);
        PLATFORM.ended(client, batch);

        try (var reader = open("/v1/batches/" + batch + "/results?follow=true")) {
            assertThat(reader.lines()).hasSize(5);
        }
    }

    @Test
    void streamsLinesToWhoeverAcceptsThem() {
        var batch = submit(5);
        PLATFORM.ended(client, batch);

        var all = client.get("/v1/batches/" + batch + "/results", "Accept", "application/x-ndjson");
        var few = client.get("/v1/batches/" + batch + "/results?limit=2", "Accept", "application/x-ndjson");

        assertThat(all.header("Content-Type")).startsWith("application/x-ndjson");
        assertThat(all.text().lines()).hasSize(5);
        assertThat(few.text().lines()).hasSize(2);
    }

    @Test
    void refusesWhatItCannotUnderstand() {
        var batch = submit(1);
        PLATFORM.ended(client, batch);
        var other = submit(1);
        PLATFORM.ended(client, other);
        var path = "/v1/batches/" + batch + "/results";
        var cursor = client.get(path).json().get("last_id").asString();
        var foreign = client.get("/v1/batches/" + other + "/results")
                .json()
                .get("last_id")
                .asString();
        var cases = List.of(
                List.of("order=best", "order"),
                List.of("after=" + foreign, "after"),
                List.of("pagination_token=" + foreign, "pagination_token"),
                List.of("after=" + cursor + "&order=completion", "after"),
                List.of("after=" + batch, "after"),
                List.of("after=%00", "after"),
                List.of("after=" + cursor + "&pagination_token=" + cursor, "pagination_token"),
                List.of("limit=0", "limit"),
                List.of("limit=1001", "limit"),
                List.of("follow=yes", "follow"),
                List.of("order=input&order=input", "order"),
                List.of("page=2", "page"));

        for (var one : cases) {
            var answer = client.get(path + "?" + one.getFirst());
            assertThat(answer.status()).as(one.toString()).isEqualTo(400);
            assertThat(answer.error().get("param").asString())
                    .as(one.toString())
                    .isEqualTo(one.get(1));
        }
        assertThat(client.get("/v1/batches/x/results").status()).isEqualTo(404);
        assertThat(client.get(path + "?after=" + cursor).json().get("data")).isEmpty();
        assertThat(client.get(path + "?pagination_token=" + cursor).json().get("data"))
                .isEmpty();
    }

    @Test
    void endsAStreamWhoseKeyIsDeleted() throws IOException, InterruptedException {
        var key = client.post("/v1/keys", "{\"name\":\"short\",\"scopes\":[\"batch:read\"]}")
                .json();
        var batch = client.post(
                        "/v1/batches",
                        "{\"tasks\":[{\"custom_id\":\"a\",\"model\":\"echo\",\"request_body\":{\"input\":\"!sleep 4000\"}}]}")
                .json()
                .get("id")
                .asString();
        var places = PLATFORM.api().bean(StreamPlaces.class);

        try (var reader =
                open(client.with(key.get("key").asString()), "/v1/batches/" + batch + "/results?follow=true")) {
            assertThat(places.open()).isEqualTo(1);
            client.delete("/v1/keys/" + key.get("id").asString());

            assertThatThrownBy(() -> reader.lines().toList()).isInstanceOf(UncheckedIOException.class);
        }

        assertThat(client.get("/v1/batches/" + batch).json().get("status").asString())
                .isEqualTo("in_progress");
        Awaitility.await().until(() -> places.open() == 0);
        PLATFORM.ended(client, batch);
    }

    @Test
    void refusesMoreStreamsThanAnAccountMayHaveOpen() throws IOException, InterruptedException {
        var batch = client.post(
                        "/v1/batches",
                        "{\"tasks\":[{\"custom_id\":\"a\",\"model\":\"echo\",\"request_body\":{\"input\":\"!sleep 2000\"}}]}")
                .json()
                .get("id")
                .asString();
        var path = "/v1/batches/" + batch + "/results?follow=true";

        try (var one = open(path);
                var two = open(path)) {
            var third = client.get(path);

            assertThat(third.status()).isEqualTo(429);
            assertThat(third.code()).isEqualTo("too_many_streams");
            assertThat(third.header("Retry-After")).isNotEmpty();
            assertThat(one.lines().filter(line -> !line.isEmpty())).hasSize(1);
            assertThat(two.lines().filter(line -> !line.isEmpty())).hasSize(1);
        }
    }

    @Test
    void dropsAReaderThatTakesNothing() throws IOException {
        var texts = "[" + "\"a\",".repeat(2_000) + "\"a\"]";
        var tasks = new StringBuilder("{\"reuse\":false,\"tasks\":[");
        for (var i = 0; i < 150; i++) {
            tasks.append(i == 0 ? "" : ",")
                    .append("{\"custom_id\":\"t")
                    .append(i)
                    .append("\",\"model\":\"echo\",\"request_body\":{\"input\":")
                    .append(texts)
                    .append("}}");
        }
        var batch = client.post("/v1/batches", tasks.append("]}").toString())
                .json()
                .get("id")
                .asString();
        PLATFORM.ended(client, batch);
        var places = PLATFORM.api().bean(StreamPlaces.class);
        Awaitility.await().until(() -> places.open() == 0);

        try (var socket = new Socket(client.base().getHost(), client.base().getPort())) {
            socket.getOutputStream()
                    .write(("GET /v1/batches/" + batch
                                    + "/results?follow=true HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                                    + client.key() + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            Awaitility.await().until(() -> places.open() == 1);

            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> places.open() == 0);
        }
    }

    @Test
    void showsTheTasksOfASmallBatchAndOfOthersWhenAsked() {
        var batch = submit(3);
        PLATFORM.ended(client, batch);
        var file = client.uploadLines(Platform.line("a", "one"));
        var fromFile = client.post(
                        "/v1/batches",
                        "{\"input_file_id\":\"" + file
                                + "\",\"endpoint\":\"/v1/embeddings\",\"completion_window\":\"24h\"}")
                .json()
                .get("id")
                .asString();
        PLATFORM.ended(client, fromFile);

        var tasks = client.get("/v1/batches/" + batch).json();
        var plain = client.get("/v1/batches/" + fromFile).json();
        var asked = client.get("/v1/batches/" + fromFile + "?include=tasks").json();

        assertThat(StreamSupport.stream(tasks.get("tasks").spliterator(), false)
                        .map(task -> task.get("custom_id").asString() + " "
                                + task.get("status").asString())
                        .toList())
                .containsExactly("t0 completed", "t1 completed", "t2 completed");
        assertThat(tasks.get("id").asString()).isEqualTo(batch);
        assertThat(tasks.has("name")).isTrue();
        assertThat(plain.has("tasks")).isFalse();
        assertThat(asked.get("tasks").get(0).get("custom_id").asString()).isEqualTo("a");
        assertThat(client.get("/v1/batches/" + fromFile + "?include=all").status())
                .isEqualTo(400);
    }

    private String submit(int tasks) {
        return client.post("/v1/batches", Platform.tasks(tasks))
                .json()
                .get("id")
                .asString();
    }

    private BufferedReader open(String path) throws IOException, InterruptedException {
        return open(client, path);
    }

    static BufferedReader open(Http http, String path) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = http.client()
                .send(
                        HttpRequest.newBuilder(http.base().resolve(path))
                                .header("Authorization", "Bearer " + http.key())
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }
}
