package io.waybill.standalone.client;

import io.waybill.standalone.data.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Results of a batch as they come, to its end; a connection that breaks is made again where it broke. */
public final class ResultLines {

    private static final Duration AGAIN_AFTER = Duration.ofSeconds(1);

    /** A server that is started again answers well within this. */
    private static final Duration SILENCE_MAX = Duration.ofMinutes(2);

    private static final int TOO_MANY = 429;
    private static final int SERVER_ERRORS_FROM = 500;

    private final ApiClient api;
    private final String path;
    private String after = "";

    private ResultLines(ApiClient api, String path) {
        this.api = api;
        this.path = path;
    }

    /** Writes each line once, in {@code order}, until the batch has ended. */
    public static void follow(ApiClient api, String id, String order, OutputStream out)
            throws IOException, InterruptedException {
        new ResultLines(api, "/v1/batches/" + id + "/results?follow=true&order=" + order).follow(out);
    }

    private void follow(OutputStream out) throws IOException, InterruptedException {
        long heard = System.nanoTime();
        while (true) {
            String before = after;
            try {
                read(out);
                return;
            } catch (Broken e) {
                if (!after.equals(before)) {
                    heard = System.nanoTime();
                }
                if (System.nanoTime() - heard > SILENCE_MAX.toNanos()) {
                    throw new IOException(e.getCause());
                }
            }
            TimeUnit.MILLISECONDS.sleep(AGAIN_AFTER.toMillis());
        }
    }

    private void read(OutputStream out) throws IOException, InterruptedException, Broken {
        try (var lines = new BufferedReader(new InputStreamReader(open(), StandardCharsets.UTF_8))) {
            while (true) {
                String line = next(lines);
                if (line == null) {
                    return;
                }
                if (line.isEmpty()) {
                    continue; // only says that the server is alive
                }
                JsonNode result = Json.MAPPER.readTree(line);
                out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
                out.flush();
                after = "&after=" + result.path("cursor").asString("");
            }
        }
    }

    private InputStream open() throws IOException, InterruptedException, Broken {
        try {
            return api.open(path + after);
        } catch (ApiRefused e) {
            if (e.status() != TOO_MANY && e.status() < SERVER_ERRORS_FROM) {
                throw e;
            }
            throw new Broken(e);
        } catch (IOException e) {
            throw new Broken(e);
        }
    }

    private static @Nullable String next(BufferedReader lines) throws Broken {
        try {
            return lines.readLine();
        } catch (IOException e) {
            throw new Broken(e);
        }
    }

    /** The server's side failed: it is worth another try, unlike a failure to write. */
    private static final class Broken extends Exception {

        private static final long serialVersionUID = 1;

        Broken(Exception cause) {
            super(cause);
        }
    }
}
