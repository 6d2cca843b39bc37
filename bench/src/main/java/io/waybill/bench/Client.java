package io.waybill.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The calls that benches make, over HTTP as any client. */
final class Client implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> TERMINAL = Set.of("completed", "failed", "cancelled", "expired");
    private static final Duration POLL = Duration.ofMillis(3);
    private static final Duration POLL_LONG = Duration.ofMillis(100);

    private final Connection connection;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Client(Connection connection) {
        this.connection = connection;
    }

    /** Uploads a JSONL file and returns its id. */
    String upload(Path file) throws IOException, InterruptedException {
        String boundary = "waybill-bench-boundary";
        String head =
                "--" + boundary + "\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n--" + boundary
                        + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"bench.jsonl\"\r\n"
                        + "Content-Type: application/jsonl\r\n\r\n";
        var body = BodyPublishers.concat(
                BodyPublishers.ofString(head),
                BodyPublishers.ofFile(file),
                BodyPublishers.ofString("\r\n--" + boundary + "--\r\n"));
        var request = request("/v1/files")
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(body)
                .build();
        return send(request).path("id").asText();
    }

    /** Creates a batch that reads {@code fileId} and returns its id. */
    String createFromFile(String fileId) throws IOException, InterruptedException {
        return createFromFile(fileId, "low");
    }

    /** Creates a batch of embeddings that reads {@code fileId} in a lane and returns its id. */
    String createFromFile(String fileId, String lane) throws IOException, InterruptedException {
        return createFromFile(fileId, lane, "/v1/embeddings");
    }

    /** Creates a batch that reads {@code fileId} in a lane and returns its id. */
    String createFromFile(String fileId, String lane, String endpoint) throws IOException, InterruptedException {
        var body = JSON.createObjectNode()
                .put("input_file_id", fileId)
                .put("endpoint", endpoint)
                .put("completion_window", "24h")
                .put("reuse", false)
                .put("priority", lane);
        return post("/v1/batches", body).path("id").asText();
    }

    /** Creates a batch of inline tasks and returns its id. */
    String createInline(String model, List<String> inputs) throws IOException, InterruptedException {
        var body = JSON.createObjectNode().put("priority", "high").put("reuse", false);
        var tasks = body.putArray("tasks");
        for (int i = 0; i < inputs.size(); i++) {
            tasks.addObject()
                    .put("custom_id", "t" + i)
                    .put("model", model)
                    .put("endpoint", "/v1/embeddings")
                    .putObject("request_body")
                    .put("input", inputs.get(i));
        }
        return post("/v1/batches", body).path("id").asText();
    }

    /** Creates a batch of chats and returns its id. */
    String createInlineChats(String model, List<String> questions, int maxTokens)
            throws IOException, InterruptedException {
        var body = JSON.createObjectNode().put("priority", "high").put("reuse", false);
        var tasks = body.putArray("tasks");
        for (int i = 0; i < questions.size(); i++) {
            tasks.addObject()
                    .put("custom_id", "t" + i)
                    .put("model", model)
                    .putObject("request_body")
                    .put("max_tokens", maxTokens)
                    .putArray("messages")
                    .addObject()
                    .put("role", "user")
                    .put("content", questions.get(i));
        }
        return post("/v1/batches", body).path("id").asText();
    }

    /** {@return tokens that the answers of a batch have} */
    long completionTokens(String batchId) throws IOException, InterruptedException {
        JsonNode batch = send(request("/v1/batches/" + batchId).GET().build());
        var request = request("/v1/files/" + batch.path("output_file_id").asText() + "/content")
                .GET()
                .build();
        long tokens = 0;
        try (var lines = http.send(request, HttpResponse.BodyHandlers.ofLines()).body()) {
            for (String line : lines.toList()) {
                tokens += JSON.readTree(line)
                        .at("/response/body/usage/completion_tokens")
                        .asLong();
            }
        }
        return tokens;
    }

    private HttpRequest streamed(String model, String question, int maxTokens) {
        var body = JSON.createObjectNode()
                .put("model", model)
                .put("temperature", 0.7)
                .put("top_p", 0.95)
                .put("max_tokens", maxTokens)
                .put("stream", true);
        body.putArray("messages").addObject().put("role", "user").put("content", question);
        return request("/v1/chat/completions")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString()))
                .build();
    }

    /** Streams one chat. */
    Times stream(String model, String question, int maxTokens) throws IOException, InterruptedException {
        var request = streamed(model, question, maxTokens);
        var times = new Times.Noting(System.nanoTime());
        var response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (var lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            if (response.statusCode() != 200) {
                throw new IOException("a streamed call answers " + response.statusCode() + ": " + lines.readLine());
            }
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                // The first event has the role and an empty text, the last ones have none.
                if (line.contains("\"content\":\"") && !line.contains("\"content\":\"\"")) {
                    times.piece();
                }
            }
        }
        return times.times();
    }

    /**
     * Streams one chat and goes away after a while, whatever has come until then.
     *
     * @return the status of the answer; -1 where it had not begun
     */
    int abandon(String model, String question, int maxTokens, Duration after) throws InterruptedException {
        var answer = http.sendAsync(streamed(model, question, maxTokens), HttpResponse.BodyHandlers.ofInputStream());
        Thread.sleep(after);
        if (!answer.isDone()) {
            answer.cancel(true);
            return -1;
        }
        try (var _ = answer.join().body()) {
            return answer.join().statusCode();
        } catch (IOException _) {
            return answer.join().statusCode();
        }
    }

    /** {@return the status of a streamed chat, read to its end: 200, or 429 where it is to come back} */
    int streamToItsEnd(String model, String question, int maxTokens) throws IOException, InterruptedException {
        var answer = http.send(streamed(model, question, maxTokens), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() == 200 && !answer.body().contains("data: [DONE]")) {
            throw new IOException("a stream has no end: " + answer.body());
        }
        if (answer.statusCode() != 200 && answer.statusCode() != 429) {
            throw new IOException("a stream answers " + answer.statusCode() + ": " + answer.body());
        }
        return answer.statusCode();
    }

    /** {@return what the account holds now, in units} */
    double held() throws IOException, InterruptedException {
        return send(request("/v1/users/me").GET().build())
                .path("balance")
                .path("held")
                .asDouble();
    }

    /** {@return a figure that the process of a name reports, all its labels together} */
    double metric(String process, String name) throws IOException, InterruptedException {
        String url = connection.managementUrls().get(process) + "/metrics";
        var answer = http.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
        return answer.body()
                .lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** {@return items of a batch that have succeeded} */
    long succeeded(String batchId) throws IOException, InterruptedException {
        return send(request("/v1/batches/" + batchId).GET().build())
                .path("request_counts")
                .path("completed")
                .asLong();
    }

    /** Cancels a batch. */
    void cancel(String batchId) throws IOException, InterruptedException {
        post("/v1/batches/" + batchId + "/cancel", JSON.createObjectNode());
    }

    /** {@return another account of the platform, which has money} */
    Client account(String name) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(connection.server() + "/v1/admin/accounts"))
                .header("Authorization", "Bearer " + connection.adminKey())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(
                        JSON.createObjectNode().put("name", name).toString()))
                .build();
        JsonNode made = send(request);
        var other = new Client(
                connection.as(made.path("id").asText(), made.path("api_key").asText()));
        other.topUp();
        return other;
    }

    /** Waits until a batch is terminal; fails where it did not complete with every item succeeded. */
    JsonNode await(String batchId, boolean soon) throws IOException, InterruptedException {
        while (true) {
            JsonNode batch = send(request("/v1/batches/" + batchId).GET().build());
            String status = batch.path("status").asText();
            if (TERMINAL.contains(status)) {
                JsonNode counts = batch.path("request_counts");
                if (!"completed".equals(status) || counts.path("failed").asLong() > 0) {
                    throw new IOException("the batch did not succeed: " + batch);
                }
                return batch;
            }
            Thread.sleep(soon ? POLL : POLL_LONG);
        }
    }

    /** Embeds one text with a model, as floats; returns the answer's bytes. */
    byte[] embed(String model, String text) throws IOException, InterruptedException {
        byte[] body = JSON.writeValueAsBytes(
                JSON.createObjectNode().put("model", model).put("input", text).put("encoding_format", "base64"));
        var request = request("/v1/embeddings")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        var response = http.send(request, BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw new IOException(response.statusCode() + ": " + new String(response.body(), StandardCharsets.UTF_8));
        }
        return response.body();
    }

    /** Puts money on the account, so that no bench ends for want of it. */
    void topUp() throws IOException, InterruptedException {
        var body = JSON.createObjectNode().put("amount", "1000000.00").put("reason", "bench");
        var request = HttpRequest.newBuilder(
                        URI.create(connection.server() + "/v1/admin/accounts/" + connection.accountId() + "/credits"))
                .header("Authorization", "Bearer " + connection.adminKey())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString()))
                .build();
        send(request);
    }

    /** {@return what a GET answers} */
    JsonNode get(String path) throws IOException, InterruptedException {
        return send(request(path).GET().build());
    }

    /** {@return what would become of a batch that reads {@code fileId}} */
    JsonNode preflight(String fileId) throws IOException, InterruptedException {
        var body = JSON.createObjectNode()
                .put("input_file_id", fileId)
                .put("endpoint", "/v1/embeddings")
                .put("completion_window", "24h")
                .put("reuse", false);
        return post("/v1/batches/preflight", body);
    }

    /** {@return how long the first byte of an answer took; the rest is not read} */
    double firstByteMillis(String path, String accept) throws IOException, InterruptedException {
        long start = System.nanoTime();
        var response = http.send(request(path).header("Accept", accept).GET().build(), BodyHandlers.ofInputStream());
        try (var body = response.body()) {
            if (response.statusCode() != 200 || body.read() < 0) {
                throw new IOException(path + " answered " + response.statusCode() + " and nothing");
            }
            return (System.nanoTime() - start) / 1e6;
        }
    }

    /** {@return the key of the account} */
    String key() {
        return connection.apiKey();
    }

    /** Makes an OAuth client and returns a token of it. */
    String token() throws IOException, InterruptedException {
        JsonNode made = post("/v1/oauth/clients", JSON.createObjectNode().put("name", "bench"));
        String form = "grant_type=client_credentials&client_id="
                + made.path("client_id").asText() + "&client_secret="
                + made.path("client_secret").asText();
        var request = HttpRequest.newBuilder(URI.create(connection.server() + "/v1/oauth/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form))
                .build();
        return send(request).path("access_token").asText();
    }

    /** {@return how long a GET took that must be answered with {@code status}; the credential may be empty} */
    double millisOf(String path, String credential, int status) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(connection.server() + path));
        if (!credential.isEmpty()) {
            request.header("Authorization", "Bearer " + credential);
        }
        long start = System.nanoTime();
        var response = http.send(request.build(), BodyHandlers.ofByteArray());
        double millis = (System.nanoTime() - start) / 1e6;
        if (response.statusCode() != status) {
            throw new IOException(path + " answered " + response.statusCode());
        }
        return millis;
    }

    @Override
    public void close() {
        http.close();
    }

    private JsonNode post(String path, JsonNode body) throws IOException, InterruptedException {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString()))
                .build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(connection.server() + path))
                .header("Authorization", "Bearer " + connection.apiKey());
    }

    private JsonNode send(HttpRequest request) throws IOException, InterruptedException {
        var response = http.send(request, BodyHandlers.ofString());
        if (response.statusCode() >= 300) {
            throw new IOException(request.method() + " " + request.uri() + " answered " + response.statusCode() + ": "
                    + response.body());
        }
        return JSON.readTree(response.body());
    }
}
