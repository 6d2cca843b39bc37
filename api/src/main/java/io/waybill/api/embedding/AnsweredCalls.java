package io.waybill.api.embedding;

import io.waybill.activities.ledger.OpenCharges;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Tells the ledger which calls have their answer, many at once and beside the answers, so that no client waits for it.
 * What this process does not get to tell, because it is killed, is given back by {@link AbandonedCalls}.
 */
@Component
final class AnsweredCalls implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(AnsweredCalls.class);

    /** Answers of so long are told of together: short beside the age at which an open charge is given back. */
    private static final Duration GATHERED = Duration.ofMillis(50);

    private static final Duration RETRY = Duration.ofSeconds(1);

    /** Minutes of calls while the database is away; who comes beyond gets the call for nothing. */
    private static final int WAITING_MAX = 100_000;

    /** One statement of this many takes milliseconds. */
    private static final int TOGETHER_MAX = 1_000;

    private final OpenCharges charges;
    private final BlockingQueue<String> waiting = new LinkedBlockingQueue<>(WAITING_MAX);
    private final Thread teller;

    AnsweredCalls(OpenCharges charges) {
        this.charges = charges;
        this.teller = Thread.ofVirtual().name("answered-calls").start(this::tellAll);
    }

    /** The answer to the call that was charged under {@code reference} is there. */
    void add(String reference) {
        if (!waiting.offer(reference)) {
            LOGGER.atError().addKeyValue("reference", reference).log("too many answers to tell of; one is given back");
        }
    }

    /** Tells of what is left. */
    @Override
    public void close() {
        teller.interrupt();
        try {
            teller.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        while (!waiting.isEmpty()) {
            charges.answered(next(new ArrayList<>()));
        }
    }

    private void tellAll() {
        List<String> references = new ArrayList<>();
        try {
            while (true) {
                references.add(waiting.take());
                Thread.sleep(GATHERED);
                next(references);
                while (!tell(references)) {
                    Thread.sleep(RETRY);
                }
                references.clear();
            }
        } catch (InterruptedException _) {
            // Told of by close, before anything else.
            references.forEach(this::add);
            Thread.currentThread().interrupt();
        }
    }

    private boolean tell(List<String> references) {
        try {
            charges.answered(references);
            return true;
        } catch (RuntimeException e) {
            LOGGER.atWarn()
                    .addKeyValue("calls", references.size())
                    .addKeyValue("error", e.toString())
                    .log("the ledger could not be told of answers; trying on");
            return false;
        }
    }

    private List<String> next(List<String> references) {
        waiting.drainTo(references, TOGETHER_MAX);
        return references;
    }
}
