package io.waybill.api.inference;

import io.opentelemetry.context.Context;
import io.waybill.api.error.ApiError;
import io.waybill.api.error.ApiFailure;
import io.waybill.models.generation.GenerationWire;
import io.waybill.telemetry.Traces;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Calls a gpu-worker over its internal port, on kept connections. Workers take turns; one that cannot be reached is
 * left out for a while, and one that is busy or lacks the model hands the call to the next.
 */
@Component
@EnableConfigurationProperties(InferenceSettings.class)
public final class GpuWorkers implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(GpuWorkers.class);
    private static final String EMBEDDINGS = "/internal/v1/embeddings";
    private static final String GENERATE = "/internal/v1/generate";
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration COME_BACK = Duration.ofSeconds(1);
    private static final Duration COME_BACK_MAX = Duration.ofHours(1);

    /** A worker that is started again needs a few seconds; until then each call would pay the failed connection. */
    private static final long LEFT_OUT_NANOS = Duration.ofSeconds(1).toNanos();

    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int BUSY = 429;
    private static final int UNAVAILABLE = 503;

    /** An error of a worker is a sentence. */
    private static final int ERROR_BYTES_MAX = 64 << 10;

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final List<URI> urls;
    private final Optional<String> authorization;
    private final Duration timeout;
    private final Duration generationTimeout;
    private final HttpClient http;
    private final AtomicInteger turn = new AtomicInteger();
    private final Map<URI, Long> leftOutSince = new ConcurrentHashMap<>();

    GpuWorkers(InferenceSettings settings) {
        this.urls = settings.urls();
        this.authorization = settings.secret().map(token -> "Bearer " + token);
        this.timeout = settings.timeout();
        this.generationTimeout = settings.generationTimeout();
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
    }

    /**
     * {@return what a worker answers to {@code request}, a JSON object: little-endian float32[inputs, dimensions]}
     *
     * @throws ApiFailure where no worker answers
     */
    public byte[] embed(byte[] request) {
        var busy = false;
        Exception last = null;
        var first = turn.getAndIncrement();
        for (var i = 0; i < urls.size(); i++) {
            var url = urls.get(Math.floorMod(first + i, urls.size()));
            if (isLeftOut(url) && i < urls.size() - 1) {
                continue;
            }
            try {
                var response =
                        http.send(request(url, EMBEDDINGS, timeout, request), HttpResponse.BodyHandlers.ofByteArray());
                leftOutSince.remove(url);
                if (response.statusCode() == OK) {
                    return response.body();
                }
                busy |= response.statusCode() == UNAVAILABLE;
                last = new IOException("worker " + url + " answers " + response.statusCode());
            } catch (IOException e) {
                leftOutSince.put(url, System.nanoTime());
                LOGGER.atWarn()
                        .addKeyValue("worker", url)
                        .addKeyValue("error", e.toString())
                        .log("worker not reached");
                last = e;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw unavailable().causedBy(e);
            }
        }
        if (busy) {
            throw new ApiFailure(ApiError.OVERLOADED, "all workers are busy").retryAfter(COME_BACK);
        }
        throw last == null ? unavailable() : unavailable().causedBy(last);
    }

    /**
     * {@return the events of a call that generates text, as a worker tells them} Whoever closes it before its end
     * cancels the call.
     *
     * @param request a JSON object
     * @throws ApiFailure where no worker takes the call
     */
    public GenerationWire.Reader generate(byte[] request) {
        var busy = false;
        var comeBack = COME_BACK;
        Exception last = null;
        var first = turn.getAndIncrement();
        for (var i = 0; i < urls.size(); i++) {
            var url = urls.get(Math.floorMod(first + i, urls.size()));
            if (isLeftOut(url) && i < urls.size() - 1) {
                continue;
            }
            try {
                var response = opened(request(url, GENERATE, generationTimeout, request));
                leftOutSince.remove(url);
                if (response.statusCode() == OK) {
                    return new GenerationWire.Reader(response.body());
                }
                var error = error(response.body());
                if (response.statusCode() == BAD_REQUEST) {
                    throw new ApiFailure(
                            ApiError.INVALID_REQUEST, error.path("param").asString(null), message(error));
                }
                busy |= response.statusCode() == BUSY;
                comeBack = comeBack(response);
                last = new IOException("worker " + url + " answers " + response.statusCode() + ": " + message(error));
            } catch (IOException e) {
                leftOutSince.put(url, System.nanoTime());
                LOGGER.atWarn()
                        .addKeyValue("worker", url)
                        .addKeyValue("error", e.toString())
                        .log("worker not reached");
                last = e;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw unavailable().causedBy(e);
            }
        }
        if (busy) {
            throw new ApiFailure(ApiError.MODEL_BUSY, "too many calls wait for the model; nothing was charged")
                    .retryAfter(comeBack);
        }
        throw last == null ? unavailable() : unavailable().causedBy(last).retryAfter(comeBack);
    }

    private static Duration comeBack(HttpResponse<?> response) {
        try {
            var seconds = response.headers().firstValueAsLong("Retry-After").orElse(COME_BACK.toSeconds());
            return Duration.ofSeconds(Math.clamp(seconds, COME_BACK.toSeconds(), COME_BACK_MAX.toSeconds()));
        } catch (NumberFormatException _) {
            return COME_BACK;
        }
    }

    /** As {@code send}, which loses an answer that comes while it is interrupted: its connection would stay open. */
    private HttpResponse<InputStream> opened(HttpRequest request) throws IOException, InterruptedException {
        var answer = http.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream());
        try {
            return answer.get();
        } catch (InterruptedException e) {
            answer.cancel(true);
            var _ = answer.thenAccept(response -> close(response.body()));
            throw e;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
        }
    }

    private static void close(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            LOGGER.atDebug().addKeyValue("error", e.toString()).log("connection to a worker not closed cleanly");
        }
    }

    private static JsonNode error(InputStream body) throws IOException {
        try (body) {
            return MAPPER.readTree(body.readNBytes(ERROR_BYTES_MAX));
        } catch (JacksonException _) {
            return MAPPER.createObjectNode();
        }
    }

    private static String message(JsonNode error) {
        return error.path("message").asString("the call was refused");
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private HttpRequest request(URI url, String path, Duration longest, byte[] body) {
        var request = HttpRequest.newBuilder(url.resolve(path))
                .timeout(longest)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        authorization.ifPresent(value -> request.header("Authorization", value));
        Traces.ofProcess().inject(Context.current(), request::header);
        return request.build();
    }

    private boolean isLeftOut(URI url) {
        var since = leftOutSince.get(url);
        return since != null && System.nanoTime() - since < LEFT_OUT_NANOS;
    }

    private static ApiFailure unavailable() {
        return new ApiFailure(ApiError.INFERENCE_UNAVAILABLE, "no worker answers; nothing was charged")
                .retryAfter(COME_BACK);
    }
}
