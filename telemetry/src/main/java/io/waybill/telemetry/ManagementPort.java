package io.waybill.telemetry;

import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.HttpExchange;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A port for operators alone: {@code GET /metrics} in the text format of Prometheus, {@code /livez} and
 * {@code /readyz}. It asks nobody who he is, so it listens on the loopback interface unless told otherwise, and never
 * on a public one.
 *
 * <p>While it is open, whatever is counted in Micrometer's {@link Metrics#globalRegistry} is served; without it,
 * nothing is counted.
 */
public final class ManagementPort implements AutoCloseable {

    /** Where it listens by default. */
    public static final int DEFAULT_PORT = 8_081;

    /** As a setting: the process has no such port. */
    public static final int NONE = -1;

    private static final Logger LOGGER = LoggerFactory.getLogger(ManagementPort.class);

    private static final int PORT_MAX = 65_535;

    private final PrometheusMeterRegistry registry;
    private final ProcessMeters meters;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Health health;
    private final HTTPServer server;

    private ManagementPort(String host, int port, Health health) throws IOException {
        this.health = health;
        var served = new PrometheusRegistry();
        this.registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, served, Clock.SYSTEM);
        registry.config().meterFilter(new TemporalBuckets());
        this.meters = ProcessMeters.bind(registry);
        this.server = HTTPServer.builder()
                .hostname(host)
                .port(port)
                .registry(served)
                .registerHealthHandler(false)
                .executorService(threads)
                .defaultHandler(exchange -> answer(exchange))
                .buildAndStart();
    }

    /**
     * Opens the port and serves the meters of this process from then on.
     *
     * @param host a name or address of this machine
     * @param port 1..65535, or 0 for a free one
     * @throws IOException where the port is taken or the address is not of this machine; the message names both
     */
    public static ManagementPort open(String host, int port, Health health) throws IOException {
        LogFormat.require();
        requireNonNull(host, "host");
        requireNonNull(health, "health");
        if (port < 0 || port > PORT_MAX) {
            throw new IllegalArgumentException("port is " + port + ", allowed are 0.." + PORT_MAX);
        }
        try {
            var opened = new ManagementPort(host, port, health);
            Metrics.addRegistry(opened.registry);
            LOGGER.atInfo()
                    .addKeyValue("host", host)
                    .addKeyValue("port", opened.port())
                    .log("management port open");
            return opened;
        } catch (IOException e) {
            throw new IOException(
                    "the management port cannot be opened on " + host + ":" + port
                            + "; waybill.management.host and waybill.management.port say another, or -1 for none",
                    e);
        }
    }

    /** {@return the port that it listens on} */
    public int port() {
        return server.getPort();
    }

    /** Serves nothing more, and what is counted from now on is lost. */
    @Override
    public void close() {
        Metrics.removeRegistry(registry);
        server.close();
        threads.shutdownNow();
        meters.close();
        registry.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            switch (exchange.getRequestURI().getPath()) {
                case "/livez" -> send(exchange, 200, "ok\n");
                case "/readyz" -> ready(exchange);
                default -> send(exchange, 404, "there are /metrics, /livez and /readyz\n");
            }
        }
    }

    private void ready(HttpExchange exchange) throws IOException {
        var parts = new TreeMap<>(health.parts());
        var text = new StringBuilder();
        parts.forEach((part, up) ->
                text.append(part).append(' ').append(up ? "ok" : "down").append('\n'));
        boolean ready = !parts.containsValue(false);
        send(exchange, ready ? 200 : 503, (ready ? "ok\n" : "down\n") + text);
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, head ? -1 : body.length);
        if (!head) {
            exchange.getResponseBody().write(body);
        }
    }
}
