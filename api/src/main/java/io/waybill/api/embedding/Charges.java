package io.waybill.api.embedding;

import io.opentelemetry.context.Context;
import io.waybill.activities.ledger.InsufficientFunds;
import io.waybill.activities.ledger.Ledger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Makes calls that cost something. Money and model are asked at the same time, so that the ledger's transaction costs
 * the caller no time; an answer is given only when both have succeeded, and what was taken for a call without an answer
 * is given back. Who could not pay lately is asked for the money first, so that nobody gets work done for nothing.
 */
@Component
final class Charges implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(Charges.class);

    /** One call in a minute may run in vain; more would be work for nothing. */
    private static final Duration DISTRUST = Duration.ofMinutes(1);

    /** Over it all are forgotten, which costs each one call in vain. */
    private static final int REMEMBERED_MAX = 10_000;

    private final Ledger ledger;
    private final Clock clock;
    private final ExecutorService calls = Context.taskWrapping(Executors.newVirtualThreadPerTaskExecutor());
    private final Map<UUID, Instant> refused = new ConcurrentHashMap<>();

    Charges(Ledger ledger, Clock clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    /**
     * {@return what {@code call} yields, charged once for {@code reference}}
     *
     * @throws InsufficientFunds where too little is available; nothing is taken
     */
    <T> T charged(UUID accountId, String reference, long priceNanos, Ledger.Call used, Supplier<T> call) {
        if (priceNanos == 0) {
            return call.get();
        }
        if (couldNotPay(accountId)) {
            charge(accountId, reference, priceNanos, used);
            return answer(accountId, reference, call);
        }
        var running = calls.submit(call::get);
        try {
            charge(accountId, reference, priceNanos, used);
        } catch (RuntimeException e) {
            running.cancel(true);
            throw e;
        }
        return answer(accountId, reference, () -> join(running));
    }

    @Override
    public void close() {
        calls.shutdownNow();
    }

    private void charge(UUID accountId, String reference, long priceNanos, Ledger.Call used) {
        try {
            ledger.charge(accountId, reference, priceNanos, used);
            refused.remove(accountId);
        } catch (InsufficientFunds e) {
            if (refused.size() >= REMEMBERED_MAX) {
                refused.clear();
            }
            refused.put(accountId, clock.instant());
            throw e;
        }
    }

    private <T> T answer(UUID accountId, String reference, Supplier<T> call) {
        var answered = false;
        try {
            var answer = call.get();
            answered = true;
            return answer;
        } finally {
            if (!answered) {
                giveBack(accountId, reference);
            }
        }
    }

    private static <T> T join(Future<T> running) {
        try {
            return running.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("a call ended in an unknown way", e);
        } catch (InterruptedException e) {
            running.cancel(true);
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while a call was running", e);
        }
    }

    private void giveBack(UUID accountId, String reference) {
        try {
            ledger.giveBack(accountId, reference);
        } catch (RuntimeException e) {
            LOGGER.atError()
                    .addKeyValue("account", accountId)
                    .addKeyValue("reference", reference)
                    .setCause(e)
                    .log("charge not given back");
        }
    }

    private boolean couldNotPay(UUID accountId) {
        var since = refused.get(accountId);
        return since != null && since.plus(DISTRUST).isAfter(clock.instant());
    }
}
