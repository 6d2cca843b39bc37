package io.waybill.activities.http;

import io.waybill.activities.http.SafeHttp.Outcome.Answered;
import io.waybill.activities.http.SafeHttp.Outcome.Failed;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.io.Closer;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/** Over Apache HttpClient: one client for addresses of the world, one for networks that the operator has allowed. */
final class ApacheSafeHttp implements SafeHttp, AutoCloseable {

    /** More of an answer is not read: nobody looks at it. */
    private static final int ANSWER_BYTES_MAX = 64 * 1024;

    private static final int HEADERS_MAX = 100;
    private static final int LINE_BYTES_MAX = 8 * 1024;

    /** Many receivers at a time, none of them with many connections. */
    private static final int CONNECTIONS_MAX = 1_000;

    private static final int CONNECTIONS_PER_HOST_MAX = 32;

    /** A connection is not kept longer: its address and certificate are looked at again. */
    private static final TimeValue LIFE_MAX = TimeValue.ofSeconds(60);

    private static final TimeValue IDLE_MAX = TimeValue.ofSeconds(10);
    private static final Timeout CONNECT_MAX = Timeout.ofSeconds(10);
    private static final int BUFFER_BYTES = 8 * 1024;

    private final List<Integer> ports;
    private final CheckedNames world;
    private final CheckedNames inside;
    private final CloseableHttpClient toWorld;
    private final CloseableHttpClient toInside;
    private final ScheduledExecutorService deadlines;

    ApacheSafeHttp(HttpSettings settings, NameLookup lookup, SSLContext trust) {
        var rules = new AddressRules(settings.allowedNetworks(), settings.refusedNetworks());
        this.ports = settings.allowedPorts();
        this.world = names(lookup, rules::mayCall);
        this.inside = names(lookup, rules::isAllowedNetwork);
        this.toWorld = client(world, trust);
        this.toInside = client(inside, trust);
        this.deadlines = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("http-deadlines").daemon().factory());
    }

    @Override
    public URI require(String url) {
        SafeUrl safe = SafeUrl.parse(url, ports);
        try {
            (safe.ordinary() ? world : inside).resolve(safe.host());
        } catch (UnknownHostException _) {
            throw new UrlRefused(safe.ordinary() ? refusal() : unusual(safe));
        }
        return safe.uri();
    }

    private static String refusal() {
        return "has a host that does not resolve, or not to public addresses alone; the operator allows others with"
                + " waybill.http.allowed-networks";
    }

    private String unusual(SafeUrl safe) {
        return "is " + safe.uri().getScheme() + " on port " + port(safe.uri()) + "; allowed is https on ports " + ports
                + ", and more in networks of waybill.http.allowed-networks";
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equals("https") ? 443 : 80;
    }

    @Override
    public Outcome post(Post post) {
        SafeUrl safe;
        try {
            safe = SafeUrl.parse(post.url().toString(), ports);
        } catch (UrlRefused e) {
            return new Failed(Failure.refused, "the URL " + e.getMessage());
        }
        var request = new HttpPost(safe.uri());
        post.headers().forEach(request::setHeader);
        request.setEntity(new StringEntity(post.body(), ContentType.APPLICATION_JSON));
        Timeout timeout = Timeout.of(post.timeout());
        request.setConfig(RequestConfig.custom()
                .setRedirectsEnabled(false)
                .setConnectionRequestTimeout(timeout)
                .setResponseTimeout(timeout)
                .build());
        // The time limits of sockets count from byte to byte; this one ends the call.
        Future<?> deadline = deadlines.schedule(request::cancel, post.timeout().toMillis(), TimeUnit.MILLISECONDS);
        try {
            return exchange(safe.ordinary() ? toWorld : toInside, request);
        } catch (IOException | UncheckedIOException e) {
            return request.isCancelled()
                    ? new Failed(
                            Failure.timeout,
                            "no whole answer within " + post.timeout().toSeconds() + " s")
                    : failed(e);
        } finally {
            deadline.cancel(false);
        }
    }

    private static Outcome exchange(CloseableHttpClient client, HttpPost request) throws IOException {
        ClassicHttpResponse response = client.executeOpen(null, request, null);
        try {
            Header retryAfter = response.getFirstHeader("Retry-After");
            var answered = new Answered(response.getCode(), retryAfter == null ? null : retryAfter.getValue());
            if (!isRead(response.getEntity())) {
                // Its connection ends here: closing the answer would read on.
                request.cancel();
            }
            return answered;
        } finally {
            Closer.closeQuietly(response);
        }
    }

    /** {@return whether the answer is at its end, so that the connection can be used again} */
    private static boolean isRead(@Nullable HttpEntity entity) throws IOException {
        if (entity == null) {
            return true;
        }
        byte[] buffer = new byte[BUFFER_BYTES];
        InputStream content = entity.getContent();
        int read = 0;
        while (read < ANSWER_BYTES_MAX) {
            int now = content.read(buffer);
            if (now < 0) {
                return true;
            }
            read += now;
        }
        return false;
    }

    private static Failed failed(Exception failure) {
        return switch (failure) {
            case AddressRefused _ -> new Failed(Failure.refused, "the URL " + refusal());
            case UnknownHostException _ -> new Failed(Failure.refused, "the URL " + refusal());
            case SSLException e -> new Failed(Failure.tls_failed, "TLS failed: " + text(e));
            case NoRouteToHostException _ -> new Failed(Failure.no_connection, "the host cannot be reached");
            case org.apache.hc.client5.http.ConnectTimeoutException _ ->
                new Failed(Failure.no_connection, "the host did not take the connection in time");
            case ConnectException _ -> new Failed(Failure.no_connection, "the host did not take the connection");
            case InterruptedIOException _ -> new Failed(Failure.timeout, "no whole answer in time");
            default -> new Failed(Failure.broken_answer, "the connection ended before a whole answer was there");
        };
    }

    private static String text(Exception failure) {
        String message = failure.getMessage();
        return message == null ? "no certificate that is trusted for this host" : message;
    }

    @Override
    public void close() throws IOException {
        deadlines.shutdownNow();
        toWorld.close();
        toInside.close();
    }

    private static CheckedNames names(NameLookup lookup, Predicate<InetAddress> rule) {
        return new CheckedNames(lookup, rule);
    }

    private static CloseableHttpClient client(CheckedNames names, SSLContext trust) {
        var lines = Http1Config.custom()
                .setMaxHeaderCount(HEADERS_MAX)
                .setMaxLineLength(LINE_BYTES_MAX)
                .build();
        var connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(names)
                .setTlsSocketStrategy(new DefaultClientTlsStrategy(trust))
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(lines)
                        .build())
                .setMaxConnTotal(CONNECTIONS_MAX)
                .setMaxConnPerRoute(CONNECTIONS_PER_HOST_MAX)
                .setDefaultSocketConfig(
                        SocketConfig.custom().setTcpNoDelay(true).build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(CONNECT_MAX)
                        .setTimeToLive(LIFE_MAX)
                        .build())
                .build();
        return HttpClients.custom()
                .setConnectionManager(connections)
                // Straight to the host: no proxy of the environment, no other route.
                .setRoutePlanner(new DefaultRoutePlanner(null))
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .disableConnectionState()
                .evictIdleConnections(IDLE_MAX)
                .setUserAgent("Waybill")
                .build();
    }
}
