package io.waybill.activities.meter;

import io.micrometer.core.instrument.Metrics;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Counters of facts in the database: they count when the transaction that makes the fact commits. Thread-safe. */
public final class Counted {

    /** Amounts are told in whole units of the currency, as Prometheus' numbers are floating. */
    private static final double NANOS = 1e9;

    private static final String KIND = "kind";

    private Counted() {}

    /** Counts items that ended; {@code error} is empty where they succeeded. */
    public static void items(String state, String error, long items) {
        afterCommit(() -> Metrics.counter("waybill.items.ended", "state", state, "error", error)
                .increment((double) items));
    }

    /** Counts a batch that ended. */
    public static void batch(String state) {
        afterCommit(
                () -> Metrics.counter("waybill.batches.ended", "state", state).increment());
    }

    /** Counts an entry of the journal, and how much it moves. */
    public static void entry(String kind, long nanos) {
        afterCommit(() -> {
            Metrics.counter("waybill.ledger.entries", KIND, kind).increment();
            Metrics.counter("waybill.ledger.amount", KIND, kind).increment(nanos / NANOS);
        });
    }

    private static void afterCommit(Runnable count) {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            count.run();
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                count.run();
            }
        });
    }
}
