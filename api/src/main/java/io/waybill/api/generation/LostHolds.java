package io.waybill.api.generation;

import io.waybill.activities.ledger.CallHolds;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/** Gives back what calls hold whose process was lost: at the start, and again and again, in every process. */
@Component
@Lazy(false)
final class LostHolds implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(LostHolds.class);
    private static final Duration PAUSE = Duration.ofSeconds(30);

    private final CallHolds holds;
    private final Thread sweeper;

    LostHolds(CallHolds holds) {
        this.holds = holds;
        this.sweeper = Thread.ofVirtual().name("lost-holds").start(this::sweepAll);
    }

    @Override
    public void close() {
        sweeper.interrupt();
    }

    private void sweepAll() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                var released = holds.releaseLost();
                if (released > 0) {
                    LOGGER.atWarn().addKeyValue("calls", released).log("holds of calls that were lost were released");
                }
            } catch (RuntimeException e) {
                LOGGER.atWarn().addKeyValue("error", e.toString()).log("lost holds were not looked for; trying on");
            }
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
