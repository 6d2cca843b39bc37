package io.waybill.gpu.upstream;

import static java.util.Objects.requireNonNull;

import io.waybill.gpu.upstream.UpstreamKey.KeyUnusable;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One server: in use after a probe that went well, left out after failures until the next such probe. A thread of its
 * own probes while it is out. Thread-safe.
 */
final class Endpoint implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(Endpoint.class);

    /** One failure happens to anybody; three in a row are no accident. */
    private static final int FAILURES_MAX = 3;

    /** So many names help to find the right one, more fill the log. */
    static final int NAMES_TOLD_MAX = 20;

    private final String id;
    private final URI base;
    private final String model;
    private final UpstreamKey key;
    private final HttpClient client;
    private final UpstreamLimits limits;
    private boolean usable;
    private boolean probed;
    private boolean closed;
    private int failures;
    private long restUntilNanos = System.nanoTime();
    private Optional<Thread> prober = Optional.empty();
    private String told = "";

    /**
     * Starts to probe.
     *
     * @param id of the model here
     * @param model what the server calls it
     */
    Endpoint(String id, URI base, String model, UpstreamKey key, HttpClient client, UpstreamLimits limits) {
        this.id = requireNonNull(id, "id");
        this.base = requireNonNull(base, "base");
        this.model = requireNonNull(model, "model");
        this.key = requireNonNull(key, "key");
        this.client = requireNonNull(client, "client");
        this.limits = requireNonNull(limits, "limits");
        startProbing(Duration.ZERO);
    }

    URI base() {
        return base;
    }

    /** {@return whether calls may go there, now or after its rest} */
    synchronized boolean usable() {
        return usable;
    }

    /** {@return whether the first probe has ended} */
    synchronized boolean probed() {
        return probed;
    }

    /** {@return how long the server wants to be left alone; zero where it does not} */
    synchronized Duration rest() {
        return Duration.ofNanos(Math.max(0, restUntilNanos - System.nanoTime()));
    }

    /** The server asked to be left alone for a while. */
    synchronized void restFor(Duration rest) {
        restUntilNanos = Math.max(restUntilNanos, System.nanoTime() + rest.toNanos());
    }

    /** A call succeeded. */
    synchronized void succeeded() {
        failures = 0;
    }

    /** A call failed; {@code surely} where the next one would too. */
    synchronized void failed(boolean surely) {
        failures++;
        if (usable && (surely || failures >= FAILURES_MAX)) {
            usable = false;
            startProbing(limits.probeFirst());
        }
    }

    private synchronized void startProbing(Duration pause) {
        if (!closed) {
            prober = Optional.of(Thread.ofVirtual().name("probe-" + id).start(() -> probe(pause)));
        }
    }

    private void probe(Duration first) {
        Duration pause = first;
        try {
            while (true) {
                Thread.sleep(pause);
                if (probeOnce()) {
                    return;
                }
                Duration doubled = pause.multipliedBy(2);
                pause = doubled.isZero() ? limits.probeFirst() : doubled;
                pause = pause.compareTo(limits.probeLast()) > 0 ? limits.probeLast() : pause;
            }
        } catch (InterruptedException _) {
            // Closed.
        }
    }

    /** {@return whether probing is over} */
    private boolean probeOnce() throws InterruptedException {
        try {
            return record(Discovery.ask(client, base, key.read()));
        } catch (KeyUnusable e) {
            return withoutKey(String.valueOf(e.getMessage()));
        }
    }

    private synchronized boolean withoutKey(String reason) {
        probed = true;
        tell(reason);
        return closed;
    }

    private synchronized boolean record(Discovery.Answer answer) {
        probed = true;
        usable = answer.serves(model) && !closed;
        if (usable) {
            failures = 0;
            if (!told.isEmpty()) {
                LOGGER.atInfo()
                        .addKeyValue("model", id)
                        .addKeyValue("server", base)
                        .log("server is back");
                told = "";
            }
            return true;
        }
        switch (answer.outcome()) {
            case listed ->
                tell("the server does not list the model " + model + "; it lists "
                        + answer.models().stream().limit(NAMES_TOLD_MAX).toList());
            case refused -> tell("the server refuses the key of " + key.file());
            case unreachable -> tell("the server does not answer GET " + Discovery.below(base, "models"));
            case no_list -> throw new IllegalStateException("a server without a list is usable");
        }
        return closed;
    }

    /** Once for each reason, not at every probe. */
    private synchronized void tell(String reason) {
        if (!told.equals(reason)) {
            told = reason;
            LOGGER.atWarn()
                    .addKeyValue("model", id)
                    .addKeyValue("server", base)
                    .addKeyValue("error", reason)
                    .log("server is left out until a probe succeeds");
        }
    }

    /** The server refused our key in a call. */
    void refused(int status) {
        tell("the server refuses the key of " + key.file() + " with " + status);
        failed(true);
    }

    @Override
    public void close() {
        Optional<Thread> running;
        synchronized (this) {
            closed = true;
            usable = false;
            running = prober;
        }
        running.ifPresent(Thread::interrupt);
    }
}
