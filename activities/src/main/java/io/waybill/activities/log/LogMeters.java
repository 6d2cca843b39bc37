package io.waybill.activities.log;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Metrics;
import java.util.function.ToDoubleFunction;

/** What a process measures of the log: size and queue only where it is the sequencer, NaN elsewhere. */
final class LogMeters {

    /** Meters are the process's, as their registry is, whichever sequencer of it is at work. */
    static final LogMeters OF_PROCESS = new LogMeters();

    private final Counter appended = Metrics.counter("waybill.log.appended");
    private final Counter refusals = Metrics.counter("waybill.log.refusals");
    private volatile double size = Double.NaN;
    private volatile double waiting = Double.NaN;
    private volatile boolean refused;

    private LogMeters() {
        gauge("waybill.log.size", own -> own.size);
        gauge("waybill.log.waiting", own -> own.waiting);
        gauge("waybill.log.refused", own -> own.refused ? 1 : 0);
    }

    private void gauge(String name, ToDoubleFunction<LogMeters> value) {
        Gauge.builder(name, this, value).strongReference(true).register(Metrics.globalRegistry);
    }

    /** This process is the sequencer, and what is stored is what was signed. */
    void sequencing() {
        refused = false;
    }

    void appended(long leaves) {
        appended.increment((double) leaves);
    }

    void saw(long size, long waiting) {
        this.size = size;
        this.waiting = waiting;
    }

    void refused() {
        refused = true;
        refusals.increment();
    }

    /** This process is not the sequencer, or not any more. */
    void idle() {
        size = Double.NaN;
        waiting = Double.NaN;
    }
}
