package io.waybill.standalone.client;

import io.waybill.standalone.data.Connection;
import io.waybill.standalone.data.Json;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Calls the API with one key. Thread-safe. Paths begin with {@code /v1}. */
public final class ApiClient implements AutoCloseable {

    /** An answer that takes longer is lost: the API itself answers within two minutes. */
    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    /** A part that was killed is back within some seconds. */
    private static final Duration AGAIN_FOR = Duration.ofMinutes(1);

    private static final int ERRORS_FROM = 400;
    private static final int STILL_RUNNING = 409;
    private static final int UNAVAILABLE = 503;

    private final HttpClient http = HttpClient.newHttpClient();
    private final String server;
    private final String key;

    /** Calls as the account of {@code connection}. */
    public ApiClient(Connection connection) {
        this(connection, connection.apiKey());
    }

    /** Calls with another key. */
    public ApiClient(Connection connection, String key) {
        this.server = connection.baseUrl().replaceFirst("/v1$", "");
        this.key = key;
    }

    /** {@return the answer to a GET} */
    public JsonNode get(String path) throws IOException, InterruptedException {
        return json("GET " + path, request(path).GET());
    }

    /** {@return the answer to a POST of {@code body} as JSON, or of nothing where it is null} */
    public JsonNode post(String path, @Nullable Object body) throws IOException, InterruptedException {
        var request = request(path);
        if (body == null) {
            return json("POST " + path, request.POST(BodyPublishers.noBody()));
        }
        String text = Json.MAPPER.writeValueAsString(body);
        return json(
                "POST " + path,
                request.header("Content-Type", "application/json").POST(BodyPublishers.ofString(text)));
    }

    /**
     * The same, once however often it is called with {@code idempotencyKey}: a server that is away or busy is asked
     * again for a while.
     */
    public JsonNode postOnce(String path, Object body, String idempotencyKey) throws IOException, InterruptedException {
        String text = Json.MAPPER.writeValueAsString(body);
        long end = System.nanoTime() + AGAIN_FOR.toNanos();
        while (true) {
            var request = request(path)
                    .header("Content-Type", "application/json")
                    .header("Idempotency-Key", idempotencyKey)
                    .POST(BodyPublishers.ofString(text));
            try {
                return json("POST " + path, request);
            } catch (ApiRefused e) {
                boolean passing = e.status() == UNAVAILABLE || e.status() == STILL_RUNNING;
                if (!passing || System.nanoTime() > end) {
                    throw e;
                }
            } catch (IOException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
            }
            TimeUnit.SECONDS.sleep(1);
        }
    }

    /** {@return the answer to a PATCH of {@code body} as JSON} */
    public JsonNode patch(String path, Object body) throws IOException, InterruptedException {
        String text = Json.MAPPER.writeValueAsString(body);
        return json(
                "PATCH " + path,
                request(path)
                        .header("Content-Type", "application/json")
                        .method("PATCH", BodyPublishers.ofString(text)));
    }

    /** {@return the answer to a DELETE} */
    public JsonNode delete(String path) throws IOException, InterruptedException {
        return json("DELETE " + path, request(path).DELETE());
    }

    /** Opens what a GET answers, as it comes. */
    public InputStream open(String path) throws IOException, InterruptedException {
        return open("GET " + path, request(path).GET().build());
    }

    /** Opens what a POST of {@code body} as JSON answers, as it comes. */
    public InputStream openPost(String path, Object body) throws IOException, InterruptedException {
        String text = Json.MAPPER.writeValueAsString(body);
        return open(
                "POST " + path,
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(text))
                        .build());
    }

    private InputStream open(String what, HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = send(request);
        if (response.statusCode() >= ERRORS_FROM) {
            try (InputStream body = response.body()) {
                throw ApiRefused.of(what, response.statusCode(), parse(body.readAllBytes()));
            }
        }
        return response.body();
    }

    /** Uploads a file, streamed, and returns the file object. */
    public JsonNode upload(Path file, String purpose) throws IOException, InterruptedException {
        if (!Files.isRegularFile(file)) {
            throw new FileNotFoundException(file + " is no file");
        }
        String boundary = "waybill-" + UUID.randomUUID();
        String name = file.getFileName().toString().replaceAll("[\"\\r\\n\\\\]", "_");
        byte[] head = ("--" + boundary + "\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\n" + purpose
                        + "\r\n--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name
                        + "\"\r\nContent-Type: application/octet-stream\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8);
        byte[] tail = ("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8);
        BodyPublisher parts = BodyPublishers.ofInputStream(() -> joined(head, file, tail));
        BodyPublisher sized = BodyPublishers.fromPublisher(parts, head.length + Files.size(file) + tail.length);
        return json(
                "POST /v1/files",
                request("/v1/files")
                        .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                        .POST(sized));
    }

    @Override
    public void close() {
        http.close();
    }

    private static InputStream joined(byte[] head, Path file, byte[] tail) {
        try {
            return new SequenceInputStream(Collections.enumeration(List.of(
                    new ByteArrayInputStream(head), Files.newInputStream(file), new ByteArrayInputStream(tail))));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server + path))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + key)
                .header("Accept", "application/json");
    }

    private JsonNode json(String call, HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = send(request.build());
        try (InputStream body = response.body()) {
            JsonNode answer = parse(body.readAllBytes());
            if (response.statusCode() >= ERRORS_FROM) {
                throw ApiRefused.of(call, response.statusCode(), answer);
            }
            return answer;
        }
    }

    private HttpResponse<InputStream> send(HttpRequest request) throws IOException, InterruptedException {
        try {
            return http.send(request, BodyHandlers.ofInputStream());
        } catch (ConnectException e) {
            throw new ConnectException("nothing answers at " + server + "; ./waybill status says what runs");
        }
    }

    private static JsonNode parse(byte[] body) {
        try {
            return body.length == 0 ? Json.MAPPER.createObjectNode() : Json.MAPPER.readTree(body);
        } catch (JacksonException _) {
            return Json.MAPPER.createObjectNode();
        }
    }
}
