package io.waybill.api.inference;

import static java.util.Objects.requireNonNull;

import io.waybill.activities.ledger.OpenCharges;
import io.waybill.activities.receipt.SingleReceipt;
import io.waybill.activities.receipt.SingleReceipts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Tells the ledger which calls have their answer, and stores their receipts, many at once and beside the answers, so
 * that no client waits for it. What this process does not get to tell, because it is killed, is given back by whoever
 * looks for charges without an answer.
 */
@Component
public final class AnsweredCalls implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(AnsweredCalls.class);

    /** Answers of so long are told of together: short beside the age at which an open charge is given back. */
    private static final Duration GATHERED = Duration.ofMillis(50);

    private static final Duration RETRY = Duration.ofSeconds(1);

    /** Minutes of calls while the database is away; who comes beyond gets the call for nothing. */
    private static final int WAITING_MAX = 100_000;

    /** One statement of this many takes milliseconds. */
    private static final int TOGETHER_MAX = 1_000;

    private final OpenCharges charges;
    private final SingleReceipts receipts;
    private final BlockingQueue<Told> waiting = new LinkedBlockingQueue<>(WAITING_MAX);
    private final Thread teller;

    AnsweredCalls(OpenCharges charges, SingleReceipts receipts) {
        this.charges = charges;
        this.receipts = receipts;
        this.teller = Thread.ofVirtual().name("answered-calls").start(this::tellAll);
    }

    /**
     * The answer to a call is there: its charge stands, and its receipt with it.
     *
     * @param reference under which it was charged; null where it cost nothing, or the charge stands already
     */
    public void add(@Nullable String reference, SingleReceipt receipt) {
        add(new Told(reference, receipt));
    }

    private void add(Told call) {
        if (!waiting.offer(call)) {
            LOGGER.atError()
                    .addKeyValue("receipt", call.receipt().receipt().id())
                    .log("too many answers to tell of; one is given back");
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
            store(next(new ArrayList<>()));
        }
    }

    private void tellAll() {
        List<Told> calls = new ArrayList<>();
        try {
            while (true) {
                calls.add(waiting.take());
                Thread.sleep(GATHERED);
                next(calls);
                while (!tell(calls)) {
                    Thread.sleep(RETRY);
                }
                calls.clear();
            }
        } catch (InterruptedException _) {
            // Told of by close, before anything else.
            calls.forEach(this::add);
            Thread.currentThread().interrupt();
        }
    }

    private boolean tell(List<Told> calls) {
        try {
            store(calls);
            return true;
        } catch (RuntimeException e) {
            LOGGER.atWarn()
                    .addKeyValue("calls", calls.size())
                    .addKeyValue("error", e.toString())
                    .log("the ledger could not be told of answers; trying on");
            return false;
        }
    }

    private void store(List<Told> calls) {
        List<String> references = new ArrayList<>();
        for (Told call : calls) {
            String reference = call.reference();
            if (reference != null) {
                references.add(reference);
            }
        }
        receipts.store(calls.stream().map(Told::receipt).toList(), () -> charges.answered(references));
    }

    private List<Told> next(List<Told> calls) {
        waiting.drainTo(calls, TOGETHER_MAX);
        return calls;
    }

    /** A call that has its answer. */
    private record Told(@Nullable String reference, SingleReceipt receipt) {

        Told {
            requireNonNull(receipt, "receipt");
        }
    }
}
