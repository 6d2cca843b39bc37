package io.waybill.api.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.api.testing.Http;
import io.waybill.api.testing.Platform;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Server-sent events of a batch. */
@Timeout(120)
class EventsTest {

    private static final long PLENTY = 1_000_000_000;
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    @RegisterExtension
    static final Platform PLATFORM = new Platform();

    static {
        PLATFORM.api().with("waybill.streams.heartbeat", "100ms").with("waybill.streams.account", "20");
    }

    private final Http client = PLATFORM.api().client(PLENTY);

    @Test
    void tellsABatchFromItsBeginningToItsEnd() throws IOException, InterruptedException {
        var batch = submit(30);

        var events = read(batch, null, Integer.MAX_VALUE);

        assertThat(events.stream().filter(event -> event.name().equals("batch.state")))
                .extracting(event -> event.data().get("state").asString())
                .containsExactly("pending", "in_progress", "finalizing");
        assertThat(events.getLast().name()).isEqualTo("batch.completed");
        assertThat(events.getLast().data().get("completed_tasks").asInt()).isEqualTo(30);
        assertThat(events.stream()
                        .filter(event -> event.name().equals("batch.items"))
                        .mapToInt(event -> event.data().get("count").asInt())
                        .sum())
                .isEqualTo(30);
        var progress = events.stream()
                .filter(event -> event.name().equals("batch.progress"))
                .toList();
        assertThat(progress.getLast().data().get("completed").asInt()).isEqualTo(30);
        assertThat(progress.getLast().data().get("cost").get("captured").asString())
                .isEqualTo("0.015");
    }

    @Test
    void goesOnAfterAnyEventWithExactlyWhatFollows() throws IOException, InterruptedException {
        var batch = submit(40);
        PLATFORM.ended(client, batch);
        var all = read(batch, null, Integer.MAX_VALUE);

        for (var i = 0; i < all.size() - 1; i++) {
            assertThat(read(batch, all.get(i).id(), Integer.MAX_VALUE))
                    .as("after " + i)
                    .isEqualTo(all.subList(i + 1, all.size()));
        }
    }

    @Test
    void losesAndRepeatsNothingAcrossReconnectsWhileTheBatchRuns() throws IOException, InterruptedException {
        var batch = submit(300);
        List<Event> events = new ArrayList<>();

        while (events.isEmpty() || !events.getLast().name().equals("batch.completed")) {
            events.addAll(read(batch, events.isEmpty() ? null : events.getLast().id(), 2));
        }

        List<String> cursors = new ArrayList<>();
        var items = 0;
        JsonNode after = null;
        for (var event : events) {
            if (event.name().equals("batch.items")) {
                items += event.data().get("count").asInt();
                if (after != null) {
                    assertThat(event.data().get("after")).isEqualTo(after);
                }
                after = event.data().get("cursor");
            } else if (event.name().equals("batch.state")) {
                cursors.add(event.data().get("state").asString());
            }
        }
        assertThat(items).isEqualTo(300);
        assertThat(cursors).doesNotHaveDuplicates();
        assertThat(events).extracting(Event::id).doesNotHaveDuplicates();
    }

    @Test
    void pointsToTheResultsOfTheItemsItTells() throws IOException, InterruptedException {
        var batch = submit(50);
        PLATFORM.ended(client, batch);
        var items = read(batch, null, Integer.MAX_VALUE).stream()
                .filter(event -> event.name().equals("batch.items"))
                .findFirst()
                .orElseThrow();

        var results = client.get("/v1/batches/" + batch + "/results?order=completion&limit="
                        + items.data().get("count").asInt())
                .json();

        assertThat(items.data().get("items")).hasSize(20);
        assertThat(results.get("last_id")).isEqualTo(items.data().get("cursor"));
        assertThat(results.get("data").get(0).get("custom_id"))
                .isEqualTo(items.data().get("items").get(0).get("custom_id"));
    }

    @Test
    void tellsAReaderWhoHasEverythingToStop() throws IOException, InterruptedException {
        var batch = submit(2);
        PLATFORM.ended(client, batch);
        var last = read(batch, null, Integer.MAX_VALUE).getLast().id();

        var again = client.get("/v1/batches/" + batch + "/events", "Last-Event-ID", last);

        assertThat(again.status()).isEqualTo(204);
    }

    @Test
    void tellsOfACancelledBatch() throws IOException, InterruptedException {
        var batch = client.post("/v1/batches", sleeping(3000)).json().get("id").asString();
        client.post("/v1/batches/" + batch + "/cancel", "{}");
        PLATFORM.ended(client, batch);

        var events = read(batch, null, Integer.MAX_VALUE);

        assertThat(events.getLast().name()).isEqualTo("batch.cancelled");
        assertThat(events.stream().filter(event -> event.name().equals("batch.state")))
                .extracting(event -> event.data().get("state").asString())
                .contains("cancelling");
    }

    @Test
    void saysThatItIsAliveAndRefusesMoreThanAnAccountMayHave() throws IOException, InterruptedException {
        var batch = client.post("/v1/batches", sleeping(6000)).json().get("id").asString();
        var path = "/v1/batches/" + batch + "/events";

        List<BufferedReader> open = new ArrayList<>();
        try {
            for (var i = 0; i < 20; i++) {
                open.add(ResultsOverHttpTest.open(client, path));
            }
            var next = client.get(path);

            assertThat(next.status()).isEqualTo(429);
            assertThat(next.code()).isEqualTo("too_many_streams");
            assertThat(open.getFirst().readLine()).startsWith("retry:");
            assertThat(open.getLast()
                            .lines()
                            .filter(line -> line.equals(": alive"))
                            .limit(2))
                    .hasSize(2);
        } finally {
            for (var reader : open) {
                reader.close();
            }
        }
        PLATFORM.ended(client, batch);
    }

    @Test
    void refusesWhatItCannotUnderstand() throws IOException, InterruptedException {
        var batch = submit(1);
        PLATFORM.ended(client, batch);
        var other = submit(1);
        PLATFORM.ended(client, other);
        var path = "/v1/batches/" + batch + "/events";
        var foreign = read(other, null, 1).getFirst().id();

        assertThat(client.get(path, "Last-Event-ID", foreign).status()).isEqualTo(400);
        assertThat(client.get(path, "Last-Event-ID", "7").status()).isEqualTo(400);
        assertThat(client.get(path + "?after=" + foreign).status()).isEqualTo(400);
        assertThat(client.get(path + "?follow=true").code()).isEqualTo("unknown_parameter");
        assertThat(client.get("/v1/batches/x/events").status()).isEqualTo(404);
    }

    private String submit(int tasks) {
        return client.post("/v1/batches", Platform.tasks(tasks))
                .json()
                .get("id")
                .asString();
    }

    private static String sleeping(int millis) {
        return "{\"tasks\":[{\"custom_id\":\"a\",\"model\":\"echo\",\"request_body\":{\"input\":\"!sleep " + millis
                + "\"}}]}";
    }

    private List<Event> read(String batch, @Nullable String last, int limit) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(client.base().resolve("/v1/batches/" + batch + "/events"))
                .header("Authorization", "Bearer " + client.key());
        if (last != null) {
            request.header("Last-Event-ID", last);
        }
        List<Event> events = new ArrayList<>();
        var response = client.client().send(request.build(), BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
        try (var lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            var id = "";
            var name = "";
            for (var line = lines.readLine(); line != null && events.size() < limit; line = lines.readLine()) {
                if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    name = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    events.add(new Event(id, name, MAPPER.readTree(line.substring(6))));
                }
            }
        }
        return events;
    }

    private record Event(String id, String name, JsonNode data) {}
}
