package io.waybill.gpu.upstream;

import static java.util.Objects.requireNonNull;

import io.waybill.models.catalog.ModelManifest.Upstream;
import java.time.Duration;

/**
 * How long who waits for what.
 *
 * @param connect for a connection
 * @param firstEvent from the request to the first event, reading of the prompt included
 * @param betweenEvents from one event to the next
 * @param whole a call, all its tries together
 * @param tail for usage and the end of the stream after each choice has ended
 * @param backOff before the first retry at the same server; doubled each time
 * @param retryAfter longest rest a server may ask for that a call waits out
 * @param recovery how long a call waits for a server where none is usable
 * @param probeFirst pause before the first probe of a server that failed; doubled each time
 * @param probeLast longest pause between probes
 */
record UpstreamLimits(
        Duration connect,
        Duration firstEvent,
        Duration betweenEvents,
        Duration whole,
        Duration tail,
        Duration backOff,
        Duration retryAfter,
        Duration recovery,
        Duration probeFirst,
        Duration probeLast) {

    UpstreamLimits {
        requireNonNull(connect, "connect");
        requireNonNull(firstEvent, "firstEvent");
        requireNonNull(betweenEvents, "betweenEvents");
        requireNonNull(whole, "whole");
        requireNonNull(tail, "tail");
        requireNonNull(backOff, "backOff");
        requireNonNull(retryAfter, "retryAfter");
        requireNonNull(recovery, "recovery");
        requireNonNull(probeFirst, "probeFirst");
        requireNonNull(probeLast, "probeLast");
    }

    /** {@return the limits of a model: a server may read a long prompt for minutes, but then it writes steadily} */
    static UpstreamLimits of(Upstream upstream) {
        return new UpstreamLimits(
                Duration.ofSeconds(5),
                Duration.ofSeconds(120),
                Duration.ofSeconds(30),
                Duration.ofSeconds(upstream.timeoutSeconds()),
                Duration.ofSeconds(2),
                Duration.ofMillis(200),
                Duration.ofSeconds(10),
                Duration.ofSeconds(2),
                Duration.ofSeconds(1),
                Duration.ofSeconds(30));
    }
}
