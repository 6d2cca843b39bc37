package io.waybill.api.embedding;

import io.waybill.activities.ledger.OpenCharges;
import io.waybill.api.inference.InferenceSettings;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/**
 * Gives back what calls were charged whose process was lost before their answer: at the start, and again and again.
 * Every process does it for all of them.
 */
@Component
@Lazy(false)
final class AbandonedCalls implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(AbandonedCalls.class);

    private static final Duration PAUSE = Duration.ofSeconds(30);

    /** Beyond the longest call: for the answer to be told of, and for clocks that differ. */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    private final OpenCharges charges;
    private final Duration age;
    private final Clock clock;
    private final Thread sweeper;

    AbandonedCalls(OpenCharges charges, InferenceSettings settings, Clock clock) {
        this.charges = charges;
        // A call asks one worker after the other, each for as long as the timeout allows.
        this.age = settings.timeout()
                .multipliedBy(Math.max(1, settings.urls().size()))
                .plus(MARGIN);
        this.clock = clock;
        this.sweeper = Thread.ofVirtual().name("abandoned-calls").start(this::sweepAll);
    }

    /** {@return how many charges were given back} */
    int sweep() {
        int given = charges.giveBackBefore(clock.instant().minus(age));
        if (given > 0) {
            LOGGER.atWarn().addKeyValue("calls", given).log("charges of calls without an answer were given back");
        }
        return given;
    }

    @Override
    public void close() {
        sweeper.interrupt();
    }

    private void sweepAll() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                sweep();
            } catch (RuntimeException e) {
                LOGGER.atWarn()
                        .addKeyValue("error", e.toString())
                        .log("abandoned calls were not looked for; trying on");
            }
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
