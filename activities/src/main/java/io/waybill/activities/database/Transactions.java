package io.waybill.activities.database;

import static java.util.Objects.requireNonNull;

import java.util.function.Supplier;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Runs code in a transaction (READ COMMITTED). Inside one it takes part in it. An exception rolls back. Thread-safe.
 */
public final class Transactions {

    private final TransactionTemplate template;

    Transactions(PlatformTransactionManager manager) {
        this.template = new TransactionTemplate(manager);
    }

    /** {@return what {@code work} answers, once committed} */
    public <T> T call(Supplier<T> work) {
        return requireNonNull(template.execute(_ -> work.get()), "work answered null");
    }

    /** Runs {@code work} and commits. */
    public void run(Runnable work) {
        template.executeWithoutResult(_ -> work.run());
    }
}
