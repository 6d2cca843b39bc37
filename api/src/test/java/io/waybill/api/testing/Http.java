package io.waybill.api.testing;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls over real HTTP. */
public record Http(URI base, UUID accountId, @Nullable String key, HttpClient client) {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String BOUNDARY = "----waybill-test-7f3a";

    /** Content type of {@link #body}. */
    public static final String MULTIPART = "multipart/form-data; boundary=" + BOUNDARY;

    /** Checks that what must be there is. */
    public Http {
        requireNonNull(base, "base");
        requireNonNull(accountId, "accountId");
        requireNonNull(client, "client");
    }

    /** Calls without TLS. */
    public Http(URI base, UUID accountId, @Nullable String key) {
        this(base, accountId, key, CLIENT);
    }

    /** {@return the same caller with another credential} */
    public Http with(@Nullable String credential) {
        return new Http(base, accountId, credential, client);
    }

    /** {@return the same caller, who speaks TLS so} */
    public Http over(SSLContext tls) {
        return new Http(base, accountId, key, clientOver(tls));
    }

    static HttpClient clientOver(SSLContext tls) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(tls)
                .build();
    }

    /** Calls GET. */
    public Answer get(String path, String... headers) {
        return send("GET", path, BodyPublishers.noBody(), headers);
    }

    /** Calls DELETE. */
    public Answer delete(String path) {
        return send("DELETE", path, BodyPublishers.noBody());
    }

    /** Posts JSON. */
    public Answer post(String path, String json, String... headers) {
        return post(path, json.getBytes(StandardCharsets.UTF_8), headers);
    }

    /** Posts bytes said to be JSON. */
    public Answer post(String path, byte[] json, String... headers) {
        var all = new java.util.ArrayList<>(java.util.List.of("Content-Type", "application/json"));
        all.addAll(java.util.List.of(headers));
        return send("POST", path, BodyPublishers.ofByteArray(json), all.toArray(String[]::new));
    }

    /** Posts a form of names and values. */
    public Answer form(String path, java.util.List<String> fields, String... headers) {
        var body = new StringBuilder();
        for (var i = 0; i < fields.size(); i += 2) {
            body.append(i == 0 ? "" : "&")
                    .append(java.net.URLEncoder.encode(fields.get(i), StandardCharsets.UTF_8))
                    .append('=')
                    .append(java.net.URLEncoder.encode(fields.get(i + 1), StandardCharsets.UTF_8));
        }
        var all = new java.util.ArrayList<>(java.util.List.of("Content-Type", "application/x-www-form-urlencoded"));
        all.addAll(java.util.List.of(headers));
        return send("POST", path, BodyPublishers.ofString(body.toString()), all.toArray(String[]::new));
    }

    /** Uploads a file: parts are {@code name}, {@code content}, and a name with a slash is a file's. */
    public Answer upload(String... parts) {
        return multipart(body(parts));
    }

    /** Posts a multipart body. */
    public Answer multipart(byte[] body) {
        return send("POST", "/v1/files", BodyPublishers.ofByteArray(body), "Content-Type", MULTIPART);
    }

    /** Uploads {@code lines} for a batch. */
    public String uploadLines(String lines) {
        return upload("purpose", "batch", "file/lines.jsonl", lines)
                .json()
                .get("id")
                .asString();
    }

    /** {@return a multipart body} */
    public static byte[] body(String... parts) {
        var body = new ByteArrayOutputStream();
        for (var i = 0; i < parts.length; i += 2) {
            var name = parts[i].split("/", 2);
            var filename = name.length == 2 ? "; filename=\"" + name[1] + "\"\r\nContent-Type: text/plain" : "";
            body.writeBytes(("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + name[0] + "\"" + filename
                            + "\r\n\r\n" + parts[i + 1] + "\r\n")
                    .getBytes(StandardCharsets.UTF_8));
        }
        body.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return body.toByteArray();
    }

    /** Calls with any method and body. */
    public Answer send(String method, String path, BodyPublisher body, String... headers) {
        var request = HttpRequest.newBuilder(base.resolve(path)).method(method, body);
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return new Answer(client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            throw new IllegalStateException(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(method + " " + path, e);
        }
    }

    /** An answer. */
    public record Answer(HttpResponse<byte[]> response) {

        /** {@return its status} */
        public int status() {
            return response.statusCode();
        }

        /** {@return its bytes} */
        public byte[] bytes() {
            return response.body();
        }

        /** {@return its bytes as text} */
        public String text() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }

        /** {@return its bytes as JSON} */
        public JsonNode json() {
            return MAPPER.readTree(response.body());
        }

        /** {@return OpenAI's error object} */
        public JsonNode error() {
            return json().get("error");
        }

        /** {@return the error's code} */
        public String code() {
            return error().get("code").asString();
        }

        /** {@return a header, empty where there is none} */
        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }
}
