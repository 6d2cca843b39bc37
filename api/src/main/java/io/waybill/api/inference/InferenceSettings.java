package io.waybill.api.inference;

import io.waybill.activities.secret.Secrets;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The workers that answer interactive calls. {@link #toString} hides the token.
 *
 * @param urls internal ports of gpu-workers, such as {@code http://127.0.0.1:9091}; empty where there are none
 * @param token what the workers ask for; null where {@code tokenFile} has it, or they ask for none
 * @param tokenFile null where {@code token} is set, or they ask for none
 * @param timeout longest an interactive call may take that is answered at once
 * @param generationTimeout longest a call may take that generates text, its wait for a slot included; 1s..1h
 * @param slowReader how long a client that is streamed to may take nothing, once it is some hundred events behind;
 *     100ms..1m
 */
@ConfigurationProperties("waybill.inference")
public record InferenceSettings(
        @DefaultValue List<URI> urls,
        @Nullable String token,
        @Nullable Path tokenFile,
        @DefaultValue("30s") Duration timeout,
        @DefaultValue("10m") Duration generationTimeout,
        @DefaultValue("10s") Duration slowReader) {

    /** Checks ranges. */
    public InferenceSettings {
        urls = List.copyOf(urls);
        if (generationTimeout.toMillis() < 1_000 || generationTimeout.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException(
                    "waybill.inference.generation-timeout is " + generationTimeout + ", allowed are 1s..1h");
        }
        if (slowReader.toMillis() < 100 || slowReader.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException(
                    "waybill.inference.slow-reader is " + slowReader + ", allowed are 100ms..1m");
        }
    }

    /** {@return the token, or empty where workers ask for none} */
    Optional<String> secret() {
        return Secrets.optional("waybill.inference.token", token, tokenFile);
    }

    @Override
    public String toString() {
        return "InferenceSettings[urls=" + urls + ", timeout=" + timeout + ", generationTimeout=" + generationTimeout
                + ", slowReader=" + slowReader + "]";
    }
}
