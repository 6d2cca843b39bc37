package io.waybill.gpu.upstream;

import io.waybill.models.catalog.ModelManifest.Upstream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks at servers once, for people. */
public final class UpstreamProbe {

    private static final Duration CONNECT = Duration.ofSeconds(5);

    private UpstreamProbe() {}

    /**
     * {@return what a server has}
     *
     * @param keyFile with its API key; null where it wants none
     * @throws RuntimeException whose message says why the key file cannot be used
     */
    public static Discovery.Answer models(URI base, @Nullable String keyFile) throws InterruptedException {
        Optional<String> key = new UpstreamKey(keyFile).read();
        try (HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(Redirect.NEVER)
                .connectTimeout(CONNECT)
                .build()) {
            return Discovery.ask(client, base, key);
        }
    }

    /**
     * {@return what is wrong with each server of a model, by its URL; empty where the model is there}
     *
     * @throws RuntimeException whose message says why the key file cannot be used
     */
    public static Map<String, Optional<String>> problems(Upstream upstream) throws InterruptedException {
        var problems = new LinkedHashMap<String, Optional<String>>();
        for (String url : upstream.urls()) {
            Discovery.Answer answer = models(URI.create(url), upstream.keyFile());
            problems.put(url, problem(answer, upstream.model()));
        }
        return problems;
    }

    private static Optional<String> problem(Discovery.Answer answer, String model) {
        if (answer.serves(model)) {
            return Optional.empty();
        }
        return Optional.of(
                switch (answer.outcome()) {
                    case listed -> "does not list " + model + "; it lists " + first(answer.models());
                    case refused -> "refuses the key";
                    case unreachable, no_list -> "does not answer GET models";
                });
    }

    /** {@return the first of them, enough to find the right one} */
    public static List<String> first(List<String> models) {
        return models.stream().limit(Endpoint.NAMES_TOLD_MAX).toList();
    }
}
