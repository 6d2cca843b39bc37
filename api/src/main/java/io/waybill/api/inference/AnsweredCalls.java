package io.waybill.api.inference;

import io.waybill.activities.receipt.SingleReceipt;
import io.waybill.activities.receipt.SingleReceipts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
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

    private final SingleReceipts receipts;
    private final BlockingQueue<SingleReceipt> waiting = new LinkedBlockingQueue<>(WAITING_MAX);
    private final Thread teller;

    AnsweredCalls(SingleReceipts receipts) {
        this.receipts = receipts;
        this.teller = Thread.ofVirtual().name("answered-calls").start(this::tellAll);
    }

    /**
     * The answer to a call is there: soon its charge stands, and its receipt with it. Until then it is one without an
     * answer.
     */
    public void add(SingleReceipt call) {
        if (!waiting.offer(call)) {
            LOGGER.atError()
                    .addKeyValue("receipt", call.receipt().id())
                    .log("too many answers to tell of; one is given back");
        }
    }

    /** The same at once, in the caller's transaction where there is one. */
    public void addNow(SingleReceipt call) {
        receipts.answered(List.of(call));
    }

    /** The call's price was captured in the caller's transaction; its receipt is stored with it. */
    public void captured(SingleReceipt call) {
        receipts.store(List.of(call), () -> {});
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
            receipts.answered(next(new ArrayList<>()));
        }
    }

    private void tellAll() {
        List<SingleReceipt> calls = new ArrayList<>();
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

    private boolean tell(List<SingleReceipt> calls) {
        try {
            receipts.answered(calls);
            return true;
        } catch (RuntimeException e) {
            LOGGER.atWarn()
                    .addKeyValue("calls", calls.size())
                    .addKeyValue("error", e.toString())
                    .log("the ledger could not be told of answers; trying on");
            return false;
        }
    }

    private List<SingleReceipt> next(List<SingleReceipt> calls) {
        waiting.drainTo(calls, TOGETHER_MAX);
        return calls;
    }
}
