package io.waybill.api.embedding;

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
 * @param timeout longest an interactive call may take
 */
@ConfigurationProperties("waybill.inference")
record InferenceSettings(
        @DefaultValue List<URI> urls,
        @Nullable String token,
        @Nullable Path tokenFile,
        @DefaultValue("30s") Duration timeout) {

    InferenceSettings {
        urls = List.copyOf(urls);
    }

    /** {@return the token, or empty where workers ask for none} */
    Optional<String> secret() {
        return Secrets.optional("waybill.inference.token", token, tokenFile);
    }

    @Override
    public String toString() {
        return "InferenceSettings[urls=" + urls + ", timeout=" + timeout + "]";
    }
}
