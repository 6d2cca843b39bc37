package io.waybill.gpu.upstream;

import static java.util.Objects.requireNonNull;

import io.waybill.models.catalog.ModelManifest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What all calls of one model share: its servers, their key, and how much they take. Thread-safe. */
final class UpstreamModel implements AutoCloseable {

    private final String id;
    private final String name;
    private final UpstreamLimits limits;
    private final UpstreamKey key;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client;
    private final Concurrency concurrency;
    private final Endpoints endpoints;
    private final UpstreamMeters meters;

    /** Starts to probe the servers. */
    UpstreamModel(ModelManifest manifest, UpstreamLimits limits) {
        ModelManifest.Upstream upstream = requireNonNull(manifest.upstream(), "upstream");
        this.id = manifest.id();
        this.name = upstream.model();
        this.limits = requireNonNull(limits, "limits");
        this.key = new UpstreamKey(upstream.keyFile());
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(Redirect.NEVER)
                .connectTimeout(limits.connect())
                .executor(threads)
                .build();
        this.concurrency = new Concurrency(upstream.concurrency());
        this.endpoints = new Endpoints(upstream.urls().stream()
                .map(url -> new Endpoint(id, URI.create(url), name, key, client, limits))
                .toList());
        this.meters = new UpstreamMeters(id, concurrency, endpoints);
    }

    String id() {
        return id;
    }

    /** {@return what the servers call it} */
    String name() {
        return name;
    }

    UpstreamLimits limits() {
        return limits;
    }

    UpstreamKey key() {
        return key;
    }

    HttpClient client() {
        return client;
    }

    Concurrency concurrency() {
        return concurrency;
    }

    Endpoints endpoints() {
        return endpoints;
    }

    UpstreamMeters meters() {
        return meters;
    }

    /** Ends what runs. */
    @Override
    public void close() {
        endpoints.close();
        client.shutdownNow();
        threads.shutdownNow();
        meters.close();
    }
}
