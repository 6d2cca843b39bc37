package io.waybill.activities.ledger;

import io.waybill.activities.database.Transactions;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Transactions that move an account's money, few of one account at a time. The account's balance is a row that lets one
 * through; those behind it wait here in the order they came, and not each with a connection, of which they would leave
 * other accounts none. Thread-safe.
 */
@Component
final class AccountTurns {

    /** One has the row, and the next stands behind it. */
    static final int AT_A_TIME = 2;

    /** Accounts that share turns by chance are few. */
    private static final int TURNS = 1_024;

    /** As long as a connection is waited for. */
    private static final Duration WAIT_MAX = Duration.ofSeconds(10);

    private final Semaphore[] turns =
            Stream.generate(() -> new Semaphore(AT_A_TIME, true)).limit(TURNS).toArray(Semaphore[]::new);
    private final Transactions transactions;

    AccountTurns(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * {@return what {@code work} answers, once committed} In a transaction of the caller, which has its connection
     * already, it takes part at once.
     *
     * @throws org.springframework.dao.DataAccessException where no turn comes in time; nothing is done
     */
    <T> T call(UUID accountId, Supplier<T> work) {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            return transactions.call(work);
        }
        Semaphore turn = turns[Math.floorMod(accountId.hashCode(), TURNS)];
        take(accountId, turn);
        try {
            return transactions.call(work);
        } finally {
            turn.release();
        }
    }

    private static void take(UUID accountId, Semaphore turn) {
        try {
            if (!turn.tryAcquire(WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new TransientDataAccessResourceException(
                        "too many calls of account " + accountId + " wait for its balance");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientDataAccessResourceException("interrupted while waiting for a balance", e);
        }
    }
}
