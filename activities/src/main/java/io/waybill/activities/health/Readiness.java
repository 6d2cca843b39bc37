package io.waybill.activities.health;

import io.waybill.telemetry.Health;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Asks every part at once. The answer is kept for a second, so that nobody can load the parts by asking. */
@Component
final class Readiness implements Health, AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(Readiness.class);
    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final long MILLIS_MAX = 2_000;

    private final List<Part> parts;
    private final Clock clock;
    private final ExecutorService checks = Executors.newVirtualThreadPerTaskExecutor();
    private volatile Known known = new Known(Map.of(), Instant.MIN);

    Readiness(List<Part> parts, Clock clock) {
        this.parts = List.copyOf(parts);
        this.clock = clock;
    }

    @Override
    public Map<String, Boolean> parts() {
        var now = clock.instant();
        if (known.at().plus(FRESH).isBefore(now)) {
            known = new Known(ask(), now);
        }
        return known.parts();
    }

    @Override
    public void close() {
        checks.shutdownNow();
    }

    private Map<String, Boolean> ask() {
        var names = parts.stream().map(Part::name).toList();
        List<Callable<Boolean>> calls =
                parts.stream().map(part -> (Callable<Boolean>) () -> ask(part)).toList();
        var up = new HashMap<String, Boolean>();
        try {
            var answers = checks.invokeAll(calls, MILLIS_MAX, TimeUnit.MILLISECONDS);
            for (var i = 0; i < names.size(); i++) {
                up.put(names.get(i), answered(answers.get(i)));
            }
            return up;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return names.stream().collect(Collectors.toMap(name -> name, _ -> false));
        }
    }

    private static boolean ask(Part part) {
        try {
            part.check();
            return true;
        } catch (Exception e) {
            LOGGER.atWarn()
                    .addKeyValue("part", part.name())
                    .addKeyValue("error", e.toString())
                    .log("part does not answer");
            return false;
        }
    }

    private static boolean answered(Future<Boolean> answer) throws InterruptedException {
        try {
            return answer.get();
        } catch (ExecutionException | CancellationException _) {
            return false;
        }
    }

    private record Known(Map<String, Boolean> parts, Instant at) {}
}
